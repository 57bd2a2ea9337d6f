import { createApplication, defineContract, defineModule, stream } from "@seamline/core";
import { ask, type RawResponse, requestText } from "@seamline/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Listening, listen, type PublicListenerOptions } from "../src/index.ts";

const contract = defineContract("gate", {
  operations: {
    find: {
      http: "GET /things/{id}",
      expose: "public",
      in: { header: ["mark"] },
      input: z.object({ id: z.string(), mark: z.string().optional() }),
      output: z.string(),
    },
    change: { http: "PUT /things/{id}", expose: "public", input: z.object({ id: z.string() }) },
    remove: { http: "DELETE /things/{id}", input: z.object({ id: z.string() }) },
    watch: { http: "GET /watch", expose: "public", output: stream(z.int()) },
  },
});

const calls: string[] = [];
const ended = Promise.withResolvers<void>();
const module = defineModule({
  contract,
  start: () => ({
    find({ id }: { id: string }) {
      calls.push(id);
      return `found ${id}`;
    },
    change: () => undefined,
    remove: () => undefined,
    async *watch() {
      try {
        yield 1;
      } finally {
        ended.resolve();
      }
    },
  }),
});

async function open(options: Omit<PublicListenerOptions, "port">): Promise<Listening & { stop(): Promise<void> }> {
  const app = createApplication({ modules: { gate: { contract, load: async () => module } } });
  const listening = await listen(app, { public: { port: 0, ...options }, internal: { port: 0 } });
  return { ...listening, stop: () => app.stop() };
}

const send = (url: string | undefined, method: string, path: string, headers: readonly string[] = []) =>
  ask(new URL(url ?? ""), requestText(method, path, headers));

const corsHeaders = ({ headers }: RawResponse): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-") || name === "vary"));

describe("a listener", () => {
  let host: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    host = await open({});
  });
  afterAll(() => host.stop());

  it("answers HEAD wherever it answers GET: the same head, no content", async () => {
    for (const url of [host.public, host.internal]) {
      for (const path of ["/things/a", "/health/live", "/health/ready", "/nothing"]) {
        const get = await send(url, "GET", path);
        const head = await send(url, "HEAD", path);
        const volatile = ["date", "seamline-call-id"];
        const stable = ({ headers }: RawResponse) => [...headers].filter(([name]) => !volatile.includes(name));
        expect([head.status, stable(head), head.body]).toEqual([get.status, stable(get), ""]);
      }
    }
    expect(calls).toEqual(["a", "a", "a", "a"]);
  });

  it("answers HEAD of a stream without reading it", async () => {
    const { status, headers, body } = await send(host.public, "HEAD", "/watch");
    expect([status, headers.get("content-type"), body]).toEqual([200, "application/x-ndjson", ""]);
    await ended.promise;
  });

  it("answers OPTIONS with the methods of a path, and of exposed operations only", async () => {
    const optionsOf = async (url: string | undefined, path: string) => {
      const { status, headers } = await send(url, "OPTIONS", path);
      return [status, headers.get("allow")];
    };
    expect(await optionsOf(host.public, "/things/a")).toEqual([204, "GET, HEAD, PUT, OPTIONS"]);
    expect(await optionsOf(host.internal, "/things/a")).toEqual([204, "GET, HEAD, PUT, DELETE, OPTIONS"]);
    expect(await optionsOf(host.public, "/health/ready")).toEqual([204, "GET, HEAD, OPTIONS"]);
    expect(await optionsOf(host.public, "/nothing")).toEqual([404, undefined]);
  });

  it("has no CORS headers unless its options ask for them", async () => {
    const origin = "origin: https://shop.example";
    expect(corsHeaders(await send(host.public, "GET", "/things/a", [origin]))).toEqual({});
    const preflight = [origin, "access-control-request-method: PUT"];
    expect(corsHeaders(await send(host.public, "OPTIONS", "/things/a", preflight))).toEqual({});
  });
});

describe("cors", () => {
  const [shop, other] = ["origin: https://shop.example", "origin: https://evil.example"];
  const preflight = "access-control-request-method: PUT";

  it("lets named origins read responses, errors included, and preflights pass unauthenticated", async () => {
    const authenticate = ({ headers }: { headers: Record<string, unknown> }) =>
      headers.authorization === undefined ? Promise.reject(new Error("none")) : { id: "ada" };
    const cors = { origins: ["https://shop.example"], credentials: true, maxAgeSeconds: 60, headers: ["x-api-key"] };
    const host = await open({ authenticate, cors });
    const readable = {
      "access-control-allow-origin": "https://shop.example",
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "seamline-call-id, retry-after",
      vary: "origin",
    };
    const found = await send(host.public, "GET", "/things/a", [shop, "authorization: a"]);
    expect([found.status, corsHeaders(found)]).toEqual([200, readable]);
    for (const [path, status] of [
      ["/things/a", 500],
      ["/nothing", 404],
    ] as const) {
      const refused = await send(host.public, "GET", path, [shop]);
      expect([refused.status, corsHeaders(refused)]).toEqual([status, readable]);
    }
    const allowed = await send(host.public, "OPTIONS", "/things/a", [shop, preflight]);
    expect(allowed.status).toBe(204);
    expect(corsHeaders(allowed)).toEqual({
      ...readable,
      "access-control-allow-methods": "GET, HEAD, PUT, OPTIONS",
      "access-control-allow-headers":
        "authorization, content-type, accept-language, idempotency-key, seamline-timeout-ms, traceparent, tracestate, mark, x-api-key",
      "access-control-max-age": "60",
    });
    for (const headers of [[other], ["origin: null"], ["origin: https://shop.example.evil"], []]) {
      expect(corsHeaders(await send(host.public, "GET", "/things/a", headers))).toEqual({ vary: "origin" });
      expect(corsHeaders(await send(host.public, "OPTIONS", "/things/a", [...headers, preflight]))).toEqual({
        vary: "origin",
      });
    }
    expect(corsHeaders(await send(host.internal, "GET", "/things/a", [shop]))).toEqual({});
    await host.stop();
  });

  it("lets every origin read responses without credentials", async () => {
    const host = await open({ cors: { origins: ["*"] } });
    const found = corsHeaders(await send(host.public, "GET", "/things/a", [other]));
    expect(found).toEqual({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "seamline-call-id, retry-after",
    });
    const allowed = corsHeaders(await send(host.public, "OPTIONS", "/things/a", [other, preflight]));
    expect(allowed).toMatchObject({ "access-control-allow-origin": "*", "access-control-max-age": "600" });
    await host.stop();
  });

  it.each<[string, object, RegExp]>([
    ["no origins", {}, /cors\.origins: expected a list of origins .*, found nothing/],
    ["an empty list", { origins: [] }, /cors\.origins: expected a list of origins .*, found \[\]/],
    ["a text", { origins: "https://shop.example" }, /cors\.origins: expected a list/],
    ["a path", { origins: ["https://shop.example/"] }, /expected https:\/\/shop\.example, as browsers send it, found/],
    ["capitals", { origins: ["https://Shop.example"] }, /expected https:\/\/shop\.example, as browsers send it/],
    ["a usual port", { origins: ["https://shop.example:443"] }, /expected https:\/\/shop\.example, as browsers/],
    ["no scheme", { origins: ["shop.example"] }, /expected an origin such as/],
    ["the opaque origin", { origins: ["null"] }, /expected an origin such as/],
    ["a pattern", { origins: ["https://*.example"] }, /cors\.origins: expected/],
    ["all and one", { origins: ["*", "https://shop.example"] }, /expected "\*" alone/],
    ["all with credentials", { origins: ["*"], credentials: true }, /cors\.credentials: expected a list of origins/],
    ["an age of text", { origins: ["*"], maxAgeSeconds: "60" }, /cors\.maxAgeSeconds: expected a whole number/],
    ["an age of a year", { origins: ["*"], maxAgeSeconds: 31_536_000 }, /cors\.maxAgeSeconds: expected a whole number/],
    ["every header", { origins: ["*"], headers: ["*"] }, /cors\.headers: expected header names, found "\*"/],
    ["no header", { origins: ["*"], headers: ["a b"] }, /cors\.headers: expected a list of header names/],
    ["a misspelt option", { origin: ["*"] }, /cors.*origin/],
  ])("refuses %s", async (_what, cors, message) => {
    await expect(open({ cors: cors as never })).rejects.toThrow(message);
  });
});
