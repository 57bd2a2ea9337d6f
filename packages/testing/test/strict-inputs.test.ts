/**
 * Raw requests whose keys the contract does not have, and empty lists: a listener, msw's handlers
 * and an interceptor of undici respond alike.
 */

import {
  createApplication,
  createClient,
  createClientClass,
  defineContract,
  defineModule,
  isoDateTime,
} from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { listen } from "@seamline/http";
import { setupServer } from "msw/node";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createMock } from "../src/index.ts";
import { restHandlers } from "../src/msw.ts";
import { mockInterceptor } from "../src/undici.ts";

const shape = {
  tags: z.array(z.string()).optional(),
  ids: z.array(z.int()).optional(),
  sizes: z.array(z.enum(["s", "m"])).optional(),
  limit: z.int().optional(),
  color: z.string().optional(),
};
const strict = z.strictObject(shape);
const loose = z.object(shape);
const body = z.object({ name: z.string().optional(), ids: z.array(z.int()).optional() });
const strictBody = z.strictObject({ id: z.string(), ...body.shape });

const When = z.object({ at: isoDateTime().optional(), changed: isoDateTime().optional() });

const contract = defineContract("items", {
  operations: {
    purge: { http: "DELETE /items", expose: "public", input: strict, output: loose, in: { header: ["color"] } },
    find: { http: "GET /items", expose: "public", input: strict, output: loose, in: { header: ["color", "ids"] } },
    list: { http: "GET /loose", expose: "public", input: loose, output: loose, in: { header: ["color"] } },
    rename: { http: "PUT /items/{id}", expose: "public", input: strictBody, output: strictBody },
    at: { http: "GET /at", expose: "public", input: When, output: When, in: { header: ["changed"] } },
    set: { http: "PUT /at/{at}", expose: "public", input: When.required(), output: When },
    tell: { http: "POST /tell", expose: "public", input: z.strictObject({}), output: z.string() },
    nested: {
      http: "POST /nested",
      expose: "public",
      input: z.object({ inner: z.strictObject({ a: z.int() }) }),
      output: z.int(),
    },
  },
});
const echo = (input: object): object => input;
const handlers = {
  ...{ purge: echo, find: echo, list: echo, rename: echo, at: echo, set: echo },
  ...{ tell: () => "told", nested: ({ inner }: { inner: { a: number } }) => inner.a },
};

interface Target {
  readonly name: string;
  send(method: string, path: string, headers: Record<string, string>, content?: string): Promise<[number, unknown]>;
  close(): Promise<void>;
}

async function toResponse(status: number, text: string): Promise<[number, unknown]> {
  const value = JSON.parse(text);
  return [status, status === 200 ? value : value.details];
}

const base = "http://items.test";

function mockHandlers() {
  const Client = createClientClass(contract);
  const mock = createMock(Client);
  const { stubs } = mock;
  for (const [name, handler] of Object.entries(handlers)) {
    (stubs as Record<string, { respond(handler: unknown): void }>)[name]?.respond(handler);
  }
  return restHandlers(mock, { baseUrl: base });
}

async function openListener(): Promise<Target> {
  const module = defineModule({ contract, start: () => handlers } as never);
  const app = createApplication({ modules: { items: { contract, load: async () => ({ module }) } } } as never);
  const { public: url } = await listen(app, { public: { port: 0, authenticate: () => undefined } });
  return {
    name: "listener",
    async send(method, path, headers, content) {
      const response = await request(`${url}${path}`, { method: method as "GET", headers, body: content ?? null });
      return toResponse(response.statusCode, await response.body.text());
    },
    close: () => app.stop(),
  };
}

async function openMsw(): Promise<Target> {
  const server = setupServer(...mockHandlers());
  server.listen({ onUnhandledFrame: "bypass" });
  return {
    name: "msw",
    async send(method, path, headers, content) {
      const response = await fetch(`${base}${path}`, {
        method,
        headers,
        ...(content !== undefined && { body: content }),
      });
      return toResponse(response.status, await response.text());
    },
    close: async () => server.close(),
  };
}

async function openInterceptor(): Promise<Target> {
  const agent = new Agent();
  const dispatcher = agent.compose(mockInterceptor(mockHandlers(), { onUnhandledFrame: "error" }));
  return {
    name: "interceptor",
    async send(method, path, headers, content) {
      const options = { dispatcher, method: method as "GET", headers, body: content ?? null };
      const response = await request(`${base}${path}`, options);
      return toResponse(response.statusCode, await response.body.text());
    },
    close: () => agent.close(),
  };
}

const json = { "content-type": "application/json" };
const refused = (path = "(root)") => [400, { issues: [{ path, code: "unrecognized_keys" }] }];

describe.each([
  ["the listener", openListener],
  ["msw's handlers", openMsw],
  ["an interceptor", openInterceptor],
])("%s", (_name, open) => {
  let target: Target;
  beforeAll(async () => {
    target = await open();
  });
  afterAll(() => target.close());

  it.each([
    ["DELETE", "/items?Tags=a"],
    ["DELETE", "/items?tag=a"],
    ["DELETE", "/items?tags=a&x=1&x=2"],
    ["DELETE", "/items?toString=1"],
    ["DELETE", "/items?tags%20=a"],
    ["DELETE", "/items?unknown"],
    ["GET", "/items?limit=1&Limit=2"],
    ["PUT", "/items/1?force=true"],
    ["POST", "/tell?x=1"],
  ])("refuses an unknown key of a strict input: %s %s", async (method, path) => {
    expect(await target.send(method, path, {})).toEqual(refused());
  });

  it.each([
    ["DELETE", "/items?color=red", undefined, "color"], // its location is a header
    ["GET", "/items?ids=1", undefined, "ids"],
    ["PUT", "/items/1?id=2", undefined, "id"],
    ["PUT", "/items/1?name=x", undefined, "name"],
    ["PUT", "/items/1", '{"id":"2"}', "id"],
    ["DELETE", "/items", '{"tags":["a"]}', "tags"], // a filter in the body of a method that has none
  ])("refuses a field of a strict input in another location: %s %s %s", async (method, path, content, at) => {
    expect(await target.send(method, path, content === undefined ? {} : json, content)).toEqual(refused(at));
  });

  it("refuses unknown keys in bodies of strict inputs, also where a body has to be empty", async () => {
    expect(await target.send("PUT", "/items/1", json, '{"nam":"x"}')).toEqual(refused());
    expect(await target.send("DELETE", "/items", json, '{"tag":["a"]}')).toEqual(refused());
    expect(await target.send("POST", "/tell", json, '{"x":1}')).toEqual(refused());
    expect(await target.send("POST", "/tell", json, "{}")).toEqual([200, "told"]);
    expect(await target.send("POST", "/nested", json, '{"inner":{"a":1,"b":2}}')).toEqual(refused("inner"));
    expect(await target.send("POST", "/nested?x=1", json, '{"inner":{"a":1},"x":2}')).toEqual([200, 1]);
  });

  it("accepts what a strict input has, and any header", async () => {
    expect(await target.send("DELETE", "/items?tags=a&tags=b", { color: "red", "x-other": "1" })).toEqual([
      200,
      { tags: ["a", "b"], color: "red" },
    ]);
    expect(await target.send("DELETE", "/items?", {})).toEqual([200, {}]);
    expect(await target.send("PUT", "/items/1", json, '{"name":"x"}')).toEqual([200, { id: "1", name: "x" }]);
  });

  it("drops unknown keys of other inputs", async () => {
    expect(await target.send("GET", "/loose?Tags=a&tag=a&limit=1&color=red", {})).toEqual([200, { limit: 1 }]);
  });

  it("refuses a scalar given twice, and one without a value", async () => {
    for (const path of ["/loose?limit=1&limit=2", "/items?limit=1&limit=1"]) {
      expect(await target.send("GET", path, {})).toEqual([400, { issues: [{ path: "limit", code: "invalid_type" }] }]);
    }
    expect(await target.send("GET", "/loose?limit", {})).toMatchObject([400, {}]);
  });

  it.each([
    ["/loose?ids", { ids: [] }],
    ["/loose?ids=", { ids: [] }],
    ["/loose?ids=1", { ids: [1] }],
    ["/loose?tags", { tags: [] }],
    ["/loose?tags=", { tags: [""] }],
    ["/loose?tags=&tags=", { tags: ["", ""] }],
    ["/loose?sizes=", { sizes: [] }],
    ["/loose?sizes=s&sizes=m", { sizes: ["s", "m"] }],
  ])("reads %s as %j", async (path, expected) => {
    expect(await target.send("GET", path, {})).toEqual([200, expected]);
  });

  it("reads offsets of a date and time in every location", async () => {
    const text = "2026-01-31T12:00:00+02:00";
    const instant = "2026-01-31T10:00:00.000Z";
    const escaped = encodeURIComponent(text);
    const both = [200, { at: instant, changed: instant }];
    expect(await target.send("GET", `/at?at=${escaped}`, { changed: text })).toEqual(both);
    expect(await target.send("PUT", `/at/${escaped}`, json, JSON.stringify({ changed: text }))).toEqual(both);
    // A plus sign in a query is a space.
    expect(await target.send("GET", `/at?at=${text}`, {})).toMatchObject([400, { issues: [{ path: "at" }] }]);
  });

  it("refuses empty elements among numbers", async () => {
    for (const path of ["/loose?ids=&ids=1", "/loose?ids=1&ids", "/loose?ids=%20"]) {
      expect(await target.send("GET", path, {})).toMatchObject([400, { issues: [{ code: "invalid_type" }] }]);
    }
  });

  it.each([
    ["[]", { ids: [] }],
    ["", { ids: [] }],
    ["1,2", { ids: [1, 2] }],
    ["1, 2", { ids: [1, 2] }],
  ])("reads the header ids: %s", async (ids, expected) => {
    expect(await target.send("GET", "/items", { ids })).toEqual([200, expected]);
  });
});

describe("a client of a strict input", () => {
  it("is refused before it sends", async () => {
    const client = createClient(contract, createInProcessTransport(createDispatcher(contract, handlers as never)));
    await expect(client.purge({ tag: ["a"] } as never)).rejects.toMatchObject({
      code: "invalid_argument",
      sent: "not_sent",
      details: { issues: [{ path: "(root)", code: "unrecognized_keys" }] },
    });
  });
});
