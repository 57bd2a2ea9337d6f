/** The settings of an upstream: faults at start, with their positions; the variable wins. */

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApplication, defineContract, defineModule } from "@seamline/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type PublicListenerOptions } from "../../src/index.ts";

type Upstream = PublicListenerOptions["upstream"];

async function faultsOf(upstream: unknown, env: Record<string, string> = {}): Promise<readonly unknown[]> {
  const app = createApplication({ modules: {}, env });
  try {
    await listen(app, { public: { port: 0, upstream: upstream as Upstream } });
    return [];
  } catch (reason) {
    return (reason as { faults: { key: string; position?: number; message: string }[] }).faults.map(
      ({ key, position, message }) => `${key}${position === undefined ? "" : `@${position}`}: ${message}`,
    );
  } finally {
    await app.stop().catch(() => undefined);
  }
}

const key = "public listener upstream";

describe("an upstream", () => {
  it.each([
    ["legacy:8080", `${key}@0: expected a URL such as http://legacy:8080, found "legacy:8080"`],
    ["ftp://legacy", `${key}@0: expected a URL such as http://legacy:8080, found "ftp://legacy"`],
    ["http:legacy", `${key}@5: expected // after http:, found "legacy"`],
    ["http://", `${key}@7: expected a host name or address, found ""`],
    ["http://legacy:99999", `${key}@14: expected a port from 1 to 65535, found "99999"`],
    ["http://legacy/base", `${key}@13: expected no path, as requests keep theirs; remove it`],
    ["http://legacy?timeout=1s", `${key}@13: expected no options in the URL; set them in the option upstream`],
    ["http://legacy#a", `${key}@13: expected no fragment; remove # and what follows it`],
    [
      "http://ada:secret@legacy",
      `${key}@7: expected no user or password before the host; the upstream gets the credentials of its clients`,
    ],
    [
      "http://169.254.169.254",
      `${key}@7: expected the address of a service, found 169.254.169.254, where machines keep their credentials; if it is a service, set allowLinkLocal in the option upstream`,
    ],
  ])("is refused with its position: %s", async (url, fault) => {
    expect(await faultsOf(url)).toEqual([fault]);
    expect(await faultsOf({ url })).toEqual([fault.replace(key, `${key}.url`)]);
    expect(await faultsOf(undefined, { SEAMLINE_UPSTREAM: url })).toEqual([fault.replace(key, "SEAMLINE_UPSTREAM")]);
  });

  it.each([
    [{}, `${key}.url: expected a URL such as http://legacy:8080, found none; or set SEAMLINE_UPSTREAM`],
    [{ url: "http://a", connections: 0 }, `${key}.connections: expected a positive whole number below 2^31, found 0`],
    [
      { url: "http://a", webSockets: -1 },
      `${key}.webSockets: expected 0 or a positive whole number below 2^31, found -1`,
    ],
    [
      { url: "http://a", idleTimeoutMs: 1.5 },
      `${key}.idleTimeoutMs: expected a positive whole number below 2^31, found 1.5`,
    ],
    [{ url: "http://a", tls: {} }, `${key}.tls: expected an https: URL with tls, found one without TLS`],
    [{ url: "http://a", host: "kept" }, `${key}.host: expected "keep" or "replace", found "kept"`],
    [{ url: "http://a", timeout: 5 }, /^public listener upstream\.timeout: no setting; /],
    [5, /^public listener upstream: expected an object with url, /],
  ])("is refused with options that cannot work: %j", async (given, fault) => {
    const [found, ...others] = await faultsOf(given);
    if (typeof fault === "string") expect(found).toBe(fault);
    else expect(found).toMatch(fault);
    expect(others).toEqual([]);
  });

  it("needs a public listener, and no service of its name", async () => {
    const env = { SEAMLINE_UPSTREAM: "http://legacy:8080" };
    const app = createApplication({ modules: {}, env });
    await expect(listen(app, { internal: { port: 0 } })).rejects.toThrow(
      /SEAMLINE_UPSTREAM: expected a public listener/,
    );
    const contract = defineContract("upstream", { operations: { get: { http: "GET /upstream" } } });
    const module = defineModule({ contract, start: () => ({ get: () => undefined }) });
    const named = createApplication({ modules: { upstream: { contract, load: async () => ({ module }) } }, env });
    await expect(listen(named, { public: { port: 0 } })).rejects.toThrow(/cannot address the service upstream as well/);
  });
});

describe("the variable", () => {
  const servers = ["one", "two"].map((name) => createServer((_req, res) => res.end(name)));
  let urls: readonly string[] = [];
  beforeAll(async () => {
    for (const server of servers) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))));

  it.each([
    { env: false, code: true, response: "one" },
    { env: true, code: false, response: "two" },
    { env: true, code: true, response: "two" },
    { env: false, code: false, response: "404" },
  ])("wins over the option: $env, $code", async ({ env, code, response }) => {
    const app = createApplication({
      modules: {},
      env: env ? { SEAMLINE_UPSTREAM: urls[1] ?? "" } : { SEAMLINE_UPSTREAM: "" },
    });
    const { public: url } = await listen(app, { public: { port: 0, upstream: code ? { url: urls[0] } : undefined } });
    const got = await fetch(`${url}/a`);
    expect(got.ok ? await got.text() : String(got.status)).toBe(response);
    await app.stop();
  });
});

describe("an upstream on a Unix socket", () => {
  it("gets requests with the host of the client, or localhost", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seamline-upstream-"));
    const path = join(folder, "socket");
    const server = createServer((req, res) => res.end(`${req.headers.host} ${req.url}`));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    for (const host of ["keep", "replace"] as const) {
      const app = createApplication({ modules: {} });
      const upstream = { url: `http+unix://${path}`, host };
      const { public: url = "" } = await listen(app, { public: { port: 0, upstream } });
      expect(await (await fetch(`${url}/a`)).text()).toBe(`${host === "keep" ? new URL(url).host : "localhost"} /a`);
      await app.stop();
    }
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
});
