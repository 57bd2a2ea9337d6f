/**
 * What users of fastify-undici-dispatcher rely on, read in the tests of its 0.7.0. The differences are
 * in docs/guide/undici-dispatcher.md.
 * @see https://github.com/mcollina/fastify-undici-dispatcher
 */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import Fastify, { type FastifyInstance } from "fastify";
import { Agent, type Dispatcher, request } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDispatcher, createInterceptor } from "../../src/index.ts";

const binary = Buffer.from([0x90, 0x7f, 0x00, 0xff]);

let server: FastifyInstance;

beforeEach(() => {
  server = Fastify();
  server.get("/", async () => "root");
  server.get("/foo", async () => "foo");
  server.get("/query", async (asked) => (asked.query as { readonly test?: string }).test);
  server.get("/repeated", async (_asked, reply) => reply.header("x-foo", ["bar", "baz"]).send("hello world"));
  server.get("/binary", async (_asked, reply) => reply.type("application/octet-stream").send(binary));
  server.get("/agent", async (asked) => String(asked.headers["user-agent"]));
});

afterEach(() => server.close());

const read = async (url: string, dispatcher: Dispatcher): Promise<string> => {
  const { body } = await request(url, { dispatcher });
  return body.text();
};

describe.each([
  ["dispatcher", (): Dispatcher => createDispatcher<Dispatcher>({ "myserver.local": server })],
  ["interceptor", (): Dispatcher => new Agent().compose(createInterceptor({ "myserver.local": server }))],
])("the %s, for a server of Fastify", (_name, create) => {
  it("serves its routes, also if it is not ready yet", async () => {
    const dispatcher = create();
    expect(await read("http://myserver.local/", dispatcher)).toBe("root");
    expect(await read("http://myserver.local/foo", dispatcher)).toBe("foo");
    await dispatcher.close();
  });

  it("serves requests of dispatcher.request, with a query as option and in the path", async () => {
    const dispatcher = create();
    const origin = "http://myserver.local/";
    for (const options of [{ path: "/query", query: { test: "foo" } }, { path: "/query?test=foo" }]) {
      const { body } = await dispatcher.request({ origin, method: "GET", ...options });
      expect(await body.text()).toBe("foo");
    }
    await dispatcher.close();
  });

  it("passes repeated headers and bytes", async () => {
    const dispatcher = create();
    const repeated = await request("http://myserver.local/repeated", { dispatcher });
    expect(repeated.headers["x-foo"]).toEqual(["bar", "baz"]);
    expect(await repeated.body.text()).toBe("hello world");
    const bytes = await request("http://myserver.local/binary", { dispatcher });
    expect(Buffer.from(await bytes.body.arrayBuffer())).toEqual(binary);
    await dispatcher.close();
  });

  it("leaves out headers without a value, and the one of the connection", async () => {
    const dispatcher = create();
    const headers = { connection: undefined, "transfer-encoding": undefined };
    const bare = await request("http://myserver.local/", { dispatcher, headers });
    expect(await bare.body.text()).toBe("root");
    const kept = await request("http://myserver.local/", { dispatcher, headers: { connection: "keep-alive" } });
    expect(await kept.body.text()).toBe("root");
    await dispatcher.close();
  });

  it("serves a listening server without its port, as the client's own request", async () => {
    await server.listen({ port: 0, host: "127.0.0.1" });
    const connections: unknown[] = [];
    server.server.on("connection", (socket) => connections.push(socket));
    const dispatcher = create();
    expect(await read("http://myserver.local/foo", dispatcher)).toBe("foo");
    const agent = await request("http://myserver.local/agent", { dispatcher, headers: { "user-agent": "mine" } });
    expect(await agent.body.text()).toBe("mine");
    expect(connections).toEqual([]);
    await dispatcher.close();
  });
});

describe("routes", () => {
  it("are added later, to a dispatcher and to an interceptor", async () => {
    const dispatcher = createDispatcher<Dispatcher>({}).route("a.local", server);
    expect(await read("http://a.local/foo", dispatcher)).toBe("foo");
    const interceptor = createInterceptor({}).route("b.local", server);
    expect(await read("http://b.local/foo", new Agent().compose(interceptor))).toBe("foo");
  });

  it("serve an application of Express beside it", async () => {
    const app = express();
    app.get("/foo", (_asked, response) => void response.send("foo of express"));
    const dispatcher = createDispatcher<Dispatcher>({ "myserver.local": server, "express.local": app });
    expect(await read("http://express.local/foo", dispatcher)).toBe("foo of express");
    expect(await read("http://myserver.local/foo", dispatcher)).toBe("foo");
  });

  it("of a domain are refused without one, though the others pass", async () => {
    const other = createServer((asked, response) => response.end(asked.url)).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const routes = { "myserver.local": server, "*.local": "refuse" } as const;
    for (const dispatcher of [
      createDispatcher<Dispatcher>(routes, { otherwise: new Agent() }),
      new Agent().compose(createInterceptor(routes)),
    ]) {
      expect(await read(`http://127.0.0.1:${port}/query?test=test`, dispatcher)).toBe("/query?test=test");
      await expect(read("http://other.local/", dispatcher)).rejects.toThrow(
        "http://other.local are refused by a route",
      );
      await dispatcher.close(); // with its Agent
    }
    other.close();
  });

  it("may be expressions and tests of an origin", async () => {
    const dispatcher = createDispatcher<Dispatcher>([
      [/^https:\/\/.*\.internal$/g, server],
      [({ port }) => port === "8080", server],
    ]);
    for (const url of ["https://a.internal/foo", "https://b.internal/foo", "http://anything:8080/foo"]) {
      expect(await read(url, dispatcher)).toBe("foo");
    }
    await expect(read("http://a.internal/foo", dispatcher)).rejects.toMatchObject({ code: "UND_ERR_NOT_SUPPORTED" });
  });

  it("are refused when they are defined, with the next step", () => {
    const create = (routes: unknown) => () => createDispatcher(routes as never);
    expect(create({ "*.local": server, "a.local": server })).toThrow(
      "createDispatcher: the route a.local never matches: *.local stands before it; put it first",
    );
    expect(create({ "http://a.local/base": server })).toThrow('found "http://a.local/base"');
    expect(create({ "a.local": Promise.resolve(server) })).toThrow(
      "createDispatcher: a.local: expected an application (Express, Fastify, Hono, Koa, Nest, a node listener or a fetch handler), found a promise; await it first",
    );
    expect(create({ "a.local": "reject" })).toThrow("found string");
    expect(create([["a.local"]])).toThrow("expected routes as [match, application]");
    expect(create([[7, server]])).toThrow("expected a pattern, an expression or a function");
    expect(create(undefined)).toThrow("found undefined");
    expect(() => createDispatcher(server, { otherwise: "reject" as never })).toThrow("expected a dispatcher such as");
    expect(() => createDispatcher(server, { headerTimeout: 1 } as never)).toThrow("did you mean headersTimeout?");
    expect(() => createInterceptor(server, { bodyTimeout: -1 })).toThrow("expected milliseconds, 0 or more");
    expect(() => createDispatcher(server).route("a.local", server)).toThrow("one application serves all origins");
  });

  it("leave an application open for further routes until the first request", async () => {
    const dispatcher = createDispatcher<Dispatcher>({ "myserver.local": server });
    server.get("/late", async () => "late");
    expect(await read("http://myserver.local/late", dispatcher)).toBe("late");
  });
});

describe("the end of a dispatcher", () => {
  it("is the end of the one behind it", async () => {
    const agent = new Agent();
    await createDispatcher({}, { otherwise: agent }).destroy();
    expect(agent.destroyed).toBe(true);
    const other = new Agent();
    await createDispatcher({}, { otherwise: other }).close();
    expect(other.closed).toBe(true);
  });

  it("is not announced by an event: a busy dispatcher behind it makes no caller wait", () => {
    const otherwise = { dispatch: () => false, async close() {}, async destroy() {} };
    const handler = { onRequestStart() {}, onResponseError() {} };
    expect(createDispatcher({}, { otherwise }).dispatch({ path: "/", method: "GET" }, handler)).toBe(true);
  });

  it("leaves the server running", async () => {
    await createDispatcher(server).close();
    expect(await read("http://a.local/foo", createDispatcher<Dispatcher>(server))).toBe("foo");
  });
});
