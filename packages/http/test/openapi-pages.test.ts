/** The document and the page of a public listener, read by fetch and in Chromium. */

import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { type Application, createApplication, defineContract, defineModule } from "@seamline/core";
import { chromium } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { listen, type OpenapiPagesOptions } from "../src/index.ts";

const contract = defineContract("shop", {
  summary: "Things to buy",
  operations: {
    getPrice: {
      http: "GET /products/{sku}/price",
      summary: "The price of a product",
      expose: "public",
      input: z.object({ sku: z.string().meta({ examples: ["kettle"] }) }),
      output: z.object({ cents: z.int() }).meta({ id: "Price" }),
    },
    setPrice: {
      http: "PUT /products/{sku}/price",
      input: z.object({ sku: z.string(), secretMargin: z.number() }),
      errors: { marginTooLow: { code: "failed_precondition" } },
    },
  },
});

let app: Application | undefined;
afterEach(async () => await app?.stop());

/** Serves a contract with pages; returns the base URL. */
async function serve(openapi: OpenapiPagesOptions, served: typeof contract = contract): Promise<string> {
  const handlers = { getPrice: ({ sku }: { sku: string }) => ({ cents: sku.length }), setPrice: () => undefined };
  const module = defineModule({ contract: served, start: () => handlers });
  app = createApplication({ modules: { shop: { contract: served, load: async () => ({ module }) } } });
  const { public: url = "" } = await listen(app, {
    public: { port: 0, openapi, cors: { origins: ["https://docs.example"] } },
  });
  return url;
}

describe("the document of a listener", () => {
  it("has the exposed operations, and nothing of the internal ones", async () => {
    const url = await serve({ title: "Shop", servers: ["https://api.shop.example"] });
    const response = await fetch(`${url}/openapi.json`);
    expect(response.headers.get("content-type")).toBe("application/json");
    const text = await response.text();
    const { info, servers, paths } = JSON.parse(text);
    expect(info.title).toBe("Shop");
    expect(servers).toEqual([{ url: "https://api.shop.example" }]);
    expect(paths).toEqual({
      "/products/{sku}/price": { get: expect.objectContaining({ operationId: "shop.getPrice" }) },
    });
    expect(text).not.toMatch(/setPrice|secretMargin|marginTooLow/);
  });

  it("is sent again only if it has changed", async () => {
    const url = await serve({});
    const first = await fetch(`${url}/openapi.json`);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(first.headers.get("cache-control")).toBe("no-cache");
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await fetch(`${url}/openapi.json`, { headers: { "if-none-match": tag } });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    }
    const other = await fetch(`${url}/openapi.json`, { headers: { "if-none-match": '"other"' } });
    expect(other.status).toBe(200);
    await other.text();
  });

  it("answers HEAD, OPTIONS and other origins, and refuses other methods", async () => {
    const url = await serve({});
    const { length } = await (await fetch(`${url}/openapi.json`)).text();
    const head = await fetch(`${url}/openapi.json`, { method: "HEAD", headers: { origin: "https://docs.example" } });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(length), ""]);
    expect(head.headers.get("access-control-allow-origin")).toBe("https://docs.example");
    const options = await fetch(`${url}/openapi.json`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
    const post = await fetch(`${url}/openapi.json`, { method: "POST", body: "{}" });
    expect([post.status, await post.json()]).toEqual([405, expect.objectContaining({ code: "unimplemented" })]);
  });

  it("is where the options say, in any spelling of that path, and nowhere else", async () => {
    const url = await serve({ path: "/v1/api.json" });
    const paths = ["/v1/api.json", "/v1/%61pi.json?x=1", "/openapi.json", "/v1/api.json/", "/docs"];
    const statuses = await Promise.all(paths.map(async (path) => (await fetch(`${url}${path}`)).status));
    expect(statuses).toEqual([200, 200, 404, 404, 404]);
  });

  it("is not served unless asked, nor to a client that names an operation", async () => {
    const url = await serve({});
    const named = await fetch(`${url}/openapi.json`, { headers: { "seamline-operation": "shop.getPrice" } });
    expect(named.status).toBe(404);
    await app?.stop();
    const module = defineModule({
      contract,
      start: () => ({ getPrice: () => ({ cents: 1 }), setPrice: () => undefined }),
    });
    app = createApplication({ modules: { shop: { contract, load: async () => ({ module }) } } });
    const { public: plain } = await listen(app, { public: { port: 0 } });
    expect((await fetch(`${plain}/openapi.json`)).status).toBe(404);
  });
});

describe("pages in front of an upstream", () => {
  it("are not passed to it, as all other paths are", async () => {
    const upstream = createServer((req, res) => res.end(`upstream ${req.url}`));
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    try {
      const module = defineModule({
        contract,
        start: () => ({ getPrice: () => ({ cents: 1 }), setPrice: () => undefined }),
      });
      app = createApplication({ modules: { shop: { contract, load: async () => ({ module }) } } });
      const behind = `http://127.0.0.1:${Object(upstream.address()).port}`;
      const { public: url } = await listen(app, { public: { port: 0, openapi: { page: true }, upstream: behind } });
      const read = async (path: string): Promise<string> => (await (await fetch(`${url}${path}`)).text()).slice(0, 15);
      expect(await read("/openapi.json")).toBe('{"openapi":"3.1');
      expect(await read("/docs")).toBe("<!doctype html>");
      expect(await read("/docs/other.js")).toBe("upstream /docs/");
      expect(await read("/about")).toBe("upstream /about");
    } finally {
      upstream.close();
      upstream.closeAllConnections();
    }
  });
});

describe("options of the pages", () => {
  const catchAll = defineContract("shop", {
    operations: {
      getPrice: { http: "GET /{sku}", expose: "public", input: z.object({ sku: z.string() }), output: z.string() },
      setPrice: { http: "POST /docs/{part}", expose: "public", input: z.object({ part: z.string() }) },
    },
  });

  it.each([
    [{ titel: "Shop" }, "openapi.titel: no setting; did you mean title?"],
    [{ path: "openapi.json" }, "openapi.path: expected a path such as /openapi.json"],
    [{ path: "/a/../b" }, "openapi.path: expected a path such as /openapi.json"],
    [{ path: "/health/openapi.json" }, "openapi.path: expected another path than /health/openapi.json"],
    [{ page: "/openapi.json" }, "openapi.page: expected another path than that of the document"],
    [{ page: 1 }, "openapi.page: expected a path such as"],
    [{ anonymous: ["shop.getPrise"] }, "did you mean shop.getPrice?"],
    [{ servers: ["https://x.example/"] }, "openapi.servers[0]: expected a URL without a slash at its end"],
  ])("are refused before anything starts: %j", async (openapi, message) => {
    await expect(serve(openapi as OpenapiPagesOptions)).rejects.toThrow(message);
  });

  it("name no path that an operation has, of any method", async () => {
    await expect(serve({}, catchAll as never)).rejects.toThrow(
      "openapi.path: expected a path that no operation has, found /openapi.json, which shop.getPrice serves as GET /{sku}",
    );
    await expect(serve({ path: "/v1/openapi.json", page: "/docs" }, catchAll as never)).rejects.toThrow(
      "openapi.page: expected a path that no operation has, found /docs/start.js, which shop.setPrice serves as POST /docs/{part}",
    );
  });
});

const browser = "/usr/bin/chromium";
const isThere = existsSync(browser) || process.env.SEAMLINE_REQUIRE_PROGRAMS === "1";
const reason = isThere ? "" : ` (skipped: there is no ${browser})`;

describe("the page of a listener", () => {
  it("has links that survive a prefix, and a policy that admits its own files only", async () => {
    const url = await serve({
      title: 'A <b>"shop"</b>',
      page: "/about/api",
      servers: ["https://api.shop.example/v1", "/v1"],
    });
    const page = await fetch(`${url}/about/api`);
    const html = await page.text();
    expect(html).toContain("<title>A &lt;b&gt;&quot;shop&quot;&lt;/b&gt;</title>");
    expect(html).toContain('data-document="../openapi.json"');
    expect(html).toContain('src="api/start.js"');
    expect(html).not.toMatch(/https?:/);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("connect-src 'self' https://api.shop.example;");
    expect(policy).not.toContain("unsafe");
    const types = await Promise.all(
      ["swagger-ui.css", "swagger-ui-bundle.js", "start.js"].map(async (file) => {
        const { status, headers } = await fetch(`${url}/about/api/${file}`);
        return `${status} ${headers.get("content-type")} ${headers.get("x-content-type-options")}`;
      }),
    );
    expect(types).toEqual([
      "200 text/css; charset=utf-8 nosniff",
      "200 text/javascript; charset=utf-8 nosniff",
      "200 text/javascript; charset=utf-8 nosniff",
    ]);
  });

  it.skipIf(!isThere)(`shows the operations in Chromium, calls them, and asks no other host${reason}`, async () => {
    const url = await serve({ title: "Shop", page: true });
    const opened = await chromium.launch({
      executablePath: browser,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    try {
      const page = await opened.newPage();
      const asked: string[] = [];
      const complaints: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(`${url}/docs`);
      await page.getByText("The price of a product").waitFor();
      expect(await page.title()).toBe("Shop");
      expect(await page.getByText("Things to buy").first().isVisible()).toBe(true);
      expect(await page.getByText(/set ?price/i).count()).toBe(0);
      await page.getByText("The price of a product").click();
      await page.getByRole("button", { name: "Try it out" }).click();
      await page.getByRole("button", { name: "Execute" }).click();
      await page.locator(".live-responses-table").getByText('"cents": 6').waitFor(); // of the example, kettle
      expect(asked.filter((one) => !one.startsWith(`${url}/`) && !one.startsWith("data:"))).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
