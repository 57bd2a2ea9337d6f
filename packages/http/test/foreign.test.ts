import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { bytes, type ClientOf, createApplication, createClient, defineContract, stream } from "@seamline/core";
import { openRawServer } from "@seamline/test-support";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttpTransport, type HttpTransportOptions, http } from "../src/index.ts";
import { collect, each } from "./feed.ts";
import { ShopClient, shopContract } from "./shop.ts";

const legacy = defineContract("legacy", {
  operations: {
    getOrder: {
      http: "GET /orders/{orderId}",
      input: z.object({ orderId: z.string(), ifMatch: z.string().optional() }),
      in: { header: ["ifMatch"] },
      output: z.object({ orderId: z.string(), total: z.number() }),
      errors: {
        orderNotFound: { code: "not_found", details: z.object({ orderId: z.string() }) },
        orderGone: { code: "not_found", status: 410 },
        tooBusy: { code: "resource_exhausted", retryable: true },
        oneConflict: { code: "already_exists" },
        otherConflict: { code: "aborted" },
      },
    },
    addOrder: { http: "POST /orders", input: z.object({ total: z.number() }), output: z.object({ id: z.int() }) },
    removeOrder: { http: "DELETE /orders/{orderId}", input: z.object({ orderId: z.string() }) },
    findNote: { http: "GET /note", output: z.string().nullable() },
    count: { http: "GET /count", output: z.int() },
    title: { http: "GET /title", output: z.string() },
    onlyShop: { http: "GET /shop", allow: ["shop"] },
    lines: { http: "GET /lines", output: stream(z.object({ n: z.int() })) },
    file: { http: "GET /file", output: bytes() },
    sum: { http: "POST /sum", input: stream(z.int()), output: z.int() },
    upload: { http: "PUT /file", input: bytes(), output: z.object({ size: z.int() }) },
  },
});
type Legacy = ClientOf<typeof legacy>;

const cleanups: (() => PromiseLike<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function open(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connectTo(url: string, options: HttpTransportOptions = {}): Legacy {
  const transport = createHttpTransport(url, { foreign: true, ...options });
  cleanups.push(() => transport.close?.());
  return createClient(legacy, transport);
}

async function against(listener: RequestListener, options?: HttpTransportOptions): Promise<Legacy> {
  return connectTo(await open(listener), options);
}

/** Responds with parts as a framework would. */
function reply(status: number, type: string | undefined, body: string | Buffer, headers: object = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { ...(type !== undefined && { "content-type": type }), ...headers }).end(body);
  };
}

/** Responds with raw bytes and closes the connection. */
async function rawly(text: (request: string) => string): Promise<Legacy> {
  const server = await openRawServer((request: string, socket: Socket) => socket.end(text(request)));
  cleanups.push(() => server[Symbol.asyncDispose]());
  return connectTo(server.url);
}

const order = '{"orderId":"7","total":2.5,"internalId":1}';
const get = { orderId: "7" };

describe("a success of a foreign callee", () => {
  it.each([
    [200, "application/json"],
    [200, "application/json; charset=utf-8"],
    [200, 'application/json;charset="UTF-8"'],
    [201, "application/vnd.shop.order+json; profile=x"],
    [203, "application/json"],
  ])("of status %i and type %s is read", async (status, type) => {
    const client = await against(reply(status, type, order));
    expect(await client.getOrder(get)).toEqual({ orderId: "7", total: 2.5 });
  });

  it("may begin with a byte order mark", async () => {
    const client = await against(reply(200, "application/json", `\uFEFF${order}`));
    expect(await client.getOrder(get)).toMatchObject({ total: 2.5 });
  });

  it.each([
    ["text/html", order, 'expected a response of type application/json, found "text/html"'],
    [undefined, order, "expected a response of type application/json, found none"],
    ["application/json; charset=iso-8859-1", order, 'found the charset "iso-8859-1"'],
    ["application/json", Buffer.from([0x22, 0xff, 0x22]), "not UTF-8"],
    ["application/json", "<html>", "not JSON"],
    ["application/json", "", "found a response with status 200 and no body"],
    ["application/json", '{"orderId":"7"}', "the output does not match the contract"],
  ])("of type %s that cannot be the output is internal", async (type, body, message) => {
    const client = await against(reply(200, type, body));
    await expect(client.getOrder(get)).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining(message),
    });
  });

  it("is an empty body where nothing is expected, or any other", async () => {
    const bodies: [number, string | undefined, string][] = [
      [204, undefined, ""],
      [200, undefined, ""],
      [202, "text/plain", "queued"],
      [200, "application/json", order],
    ];
    for (const [status, type, body] of bodies) {
      const client = await against(reply(status, type, body));
      expect(await client.removeOrder(get)).toBeUndefined();
    }
  });

  it("is a text where the output is one, and null where it is empty", async () => {
    expect(await (await against(reply(200, "text/plain; charset=utf-8", "grüße"))).findNote()).toBe("grüße");
    expect(await (await against(reply(200, "application/json", '"hi"'))).findNote()).toBe("hi");
    expect(await (await against(reply(200, "application/json", "null"))).findNote()).toBeNull();
    expect(await (await against(reply(204, undefined, ""))).findNote()).toBeNull();
    await expect((await against(reply(200, "text/plain", "7"))).count()).rejects.toMatchObject({ code: "internal" });
  });

  it("is null or the empty text where it is empty, whatever type is named", async () => {
    const page = "text/html; charset=UTF-8"; // what PHP sends without being asked
    const empty = (type: string): Promise<Legacy> => against(reply(200, type, "", { "content-length": "0" }));
    expect(await (await empty(page)).findNote()).toBeNull();
    expect(await (await empty("text/plain")).findNote()).toBeNull();
    expect(await (await empty("text/plain")).title()).toBe("");
    await expect((await empty(page)).title()).rejects.toMatchObject({ code: "internal" });
    await expect((await empty("application/json")).title()).rejects.toMatchObject({ code: "internal" });
    const none = await against(reply(204, "text/plain", ""));
    await expect(none.title()).rejects.toMatchObject({ code: "internal" });
  });

  it("without a length ends with its connection, if its end shows", async () => {
    const head = "HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n";
    expect(await (await rawly(() => head + order)).getOrder(get)).toMatchObject({ total: 2.5 });
    await expect((await rawly(() => head + order.slice(0, -9))).getOrder(get)).rejects.toMatchObject({
      code: "data_loss",
    });
    // 12 may be the beginning of 123.
    await expect((await rawly(() => `${head}12`)).count()).rejects.toMatchObject({ code: "data_loss" });
    const text = "HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nhel";
    await expect((await rawly(() => text)).findNote()).rejects.toMatchObject({ code: "data_loss" });
  });

  it("that is cut is data_loss", async () => {
    const cut = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n${order}`;
    await expect((await rawly(() => cut)).getOrder(get)).rejects.toMatchObject({ code: "data_loss" });
  });

  it("has no content encoding if that is identity, in any case", async () => {
    const client = await against(reply(200, "application/json", order, { "content-encoding": "Identity" }));
    expect(await client.getOrder(get)).toMatchObject({ total: 2.5 });
  });

  it("with a content encoding is refused by name", async () => {
    const client = await against(reply(200, "application/json", gzipSync(order), { "content-encoding": "gzip" }));
    await expect(client.getOrder(get)).rejects.toMatchObject({
      code: "internal",
      message: expect.stringMatching(/without content encoding, found "gzip"/),
    });
  });

  it("with the id of a call is not one: no id was sent", async () => {
    const answer = (echo: string): string =>
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nseamline-call-id: ${echo}\r\ncontent-length: ${order.length}\r\n\r\n${order}`;
    await expect((await rawly(() => answer("other"))).getOrder(get)).rejects.toMatchObject({
      code: "data_loss",
      message: expect.stringContaining("needs no foreign=true"),
    });
  });
});

describe("a redirect of a foreign callee", () => {
  it.each([301, 302, 303, 307, 308])("of status %i is refused by its location", async (status) => {
    const client = await against(
      reply(status, undefined, "", { location: "http://user:pw@other.test/a?token=secret" }),
    );
    const failure = client.removeOrder(get);
    await expect(failure).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining(`redirect (status ${status}) to "http://other.test/a"`),
    });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringMatching(/secret|pw/) });
  });
});

describe("an error of a foreign callee", () => {
  it.each([
    ["its members", "application/json", '{"orderId":"7","message":"x"}'],
    ["members of a problem", "application/problem+json", '{"type":"about:blank","orderId":"7"}'],
    ["details", "application/json", '{"details":{"orderId":"7"}}'],
    ["FastAPI's detail", "application/json", '{"detail":{"orderId":"7"}}'],
    ["error", "application/json", '{"error":{"orderId":"7"}}'],
  ])("is a declared one with details from %s", async (_name, type, body) => {
    const client = await against(reply(404, type, body));
    await expect(client.getOrder(get)).rejects.toMatchObject({
      code: "not_found",
      reason: "orderNotFound",
      details: { orderId: "7" },
      message: "order not found",
      sent: "processed",
    });
  });

  it("is a declared one by the status that the contract gives it", async () => {
    const client = await against(reply(410, "text/plain", "Gone"));
    await expect(client.getOrder(get)).rejects.toMatchObject({ code: "not_found", reason: "orderGone" });
  });

  it("has the declared retryable and the time to wait", async () => {
    const client = await against(reply(429, undefined, "", { "retry-after": "1" }));
    await expect(client.getOrder(get)).rejects.toMatchObject({
      reason: "tooBusy",
      retryable: true,
      retryAfterMs: 1000,
    });
  });

  it("is one of several with its status only if it names itself", async () => {
    await expect((await against(reply(409, "application/json", "{}"))).getOrder(get)).rejects.toMatchObject({
      code: "unknown",
      reason: undefined,
    });
    for (const body of ['{"reason":"otherConflict"}', '{"code":"otherConflict"}']) {
      await expect((await against(reply(409, "application/json", body))).getOrder(get)).rejects.toMatchObject({
        code: "aborted",
        reason: "otherConflict",
      });
    }
  });

  it.each([
    [
      404,
      "application/json",
      '{"message":"no route"}',
      "unimplemented",
      "status 404 without the details of orderNotFound",
    ],
    [410, "text/html", "<h1>Gone</h1>", "unknown", "status 410, which is no declared error"],
    [500, "text/html", "<pre>at secret.js:1", "unknown", "status 500"],
    [503, "text/plain", "upstream", "unavailable", "status 503"],
    [401, "application/json", "{}", "unauthenticated", "status 401"],
  ])("of status %i and type %s is else a code", async (status, type, body, code, message) => {
    const client = await against(reply(status, type, body));
    const error = await client.getOrder(get).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, reason: undefined, message: expect.stringContaining(message) });
    const { message: text, cause } = error as Error;
    expect(text).not.toContain(body);
    expect((cause as Error).message).toContain(JSON.stringify(body));
  });

  it("has a bounded excerpt in its cause", async () => {
    const client = await against(reply(500, "text/plain", "x".repeat(100_000)));
    const { cause } = (await client.getOrder(get).catch((reason: unknown) => reason)) as { cause: Error };
    expect(cause.message.length).toBeLessThan(600);
  });
});

describe("a request to a foreign callee", () => {
  const echo = (seen: IncomingMessage[]): RequestListener => {
    return (request, response: ServerResponse) => {
      seen.push(request);
      response.writeHead(200, { "content-type": "application/json" }).end(order);
    };
  };

  it("has plain header fields only", async () => {
    const seen: IncomingMessage[] = [];
    const client = await against(echo(seen), { headers: { "X-Api-Key": "k1", "user-agent": "shop/1" } });
    await client.getOrder(
      { orderId: "a/b", ifMatch: "v1" },
      {
        principal: { id: "user-1" },
        tenant: "acme",
        locale: "de-CH",
        metadata: { "x-flag": "on" },
        idempotencyKey: "once",
      },
    );
    const [request] = seen;
    expect(request?.url).toBe("/orders/a%2Fb");
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      "accept",
      "accept-encoding",
      "accept-language",
      "connection",
      "host",
      "idempotency-key",
      "if-match",
      "traceparent",
      "user-agent",
      "x-api-key",
    ]);
    expect(request?.headers).toMatchObject({
      accept: "application/json",
      "accept-encoding": "identity",
      "accept-language": "de-CH",
      "if-match": "v1",
      "x-api-key": "k1",
    });
  });

  it("is not sent for a caller that the contract does not allow", async () => {
    const seen: IncomingMessage[] = [];
    const client = await against(echo(seen));
    await expect(client.onlyShop()).rejects.toMatchObject({ code: "permission_denied", sent: "not_sent" });
    expect(seen).toEqual([]);
  });

  it("ends at the deadline, at once and without a word to the callee", async () => {
    const aborted = Promise.withResolvers<void>();
    const client = await against((request) => request.socket.once("close", () => aborted.resolve()));
    await expect(client.getOrder(get, { timeoutMs: 60 })).rejects.toMatchObject({ code: "deadline_exceeded" });
    await aborted.promise;
  });
});

describe("a stream of a foreign callee", () => {
  it("is one JSON value per line", async () => {
    const client = await against(
      reply(200, "application/x-ndjson", '{"n":1}\n\n{"n":2}\n{"n":3}', {
        "transfer-encoding": "chunked",
      }),
    );
    expect(await collect(client.lines())).toEqual({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
  });

  it("that is cut, or has other lines, fails after its items", async () => {
    const head = "HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\ntransfer-encoding: chunked\r\n\r\n";
    const cut = await collect((await rawly(() => `${head}8\r\n{"n":1}\n\r\n`)).lines());
    expect(cut).toMatchObject({ items: [{ n: 1 }], error: { code: "data_loss" } });
    const closed = head.replace("transfer-encoding: chunked\r\n", "");
    expect(await collect((await rawly(() => `${closed}{"n":1}\n`)).lines())).toMatchObject({
      items: [],
      error: { code: "data_loss" },
    });
    const other = await against(reply(200, "application/x-ndjson", '{"n":1}\nnull }\n'));
    expect(await collect(other.lines())).toMatchObject({ items: [{ n: 1 }], error: { code: "internal" } });
    const events = await against(reply(200, "text/event-stream", "data: {}\n\n"));
    expect(await collect(events.lines())).toMatchObject({
      error: { code: "internal", message: expect.stringContaining("text/event-stream") },
    });
  });

  it("of bytes has any type", async () => {
    const client = await against(reply(200, "image/png", Buffer.from([1, 2, 3])));
    const { items } = await collect(client.file());
    expect(Buffer.concat(items as Uint8Array[])).toEqual(Buffer.from([1, 2, 3]));
  });

  it("fails with the error of its status", async () => {
    const client = await against(reply(503, "text/plain", ""));
    expect(await collect(client.lines())).toMatchObject({ items: [], error: { code: "unavailable" } });
  });

  it("is sent without an envelope", async () => {
    const client = await against(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const body = request.method === "PUT" ? { size: text.length } : text.split("\n").reduce((sum, n) => sum + +n, 0);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    expect(await client.sum(each(1, 2, 3))).toBe(6);
    expect(await client.upload(each(Buffer.from("abc"), Buffer.from("de")))).toEqual({ size: 5 });
  });
});

describe("the option foreign", () => {
  it.each<[HttpTransportOptions, string]>([
    [{ foreign: true, batch: 8 }, "batch: a foreign callee takes no batches"],
    [{ foreign: true, keys: [{ id: "k1", secret: new Uint8Array(32) }] }, "keys: a foreign"],
    [{ headers: { "x-a": "b" } }, "headers: expected foreign: true"],
    [{ foreign: true, headers: { "content-type": "a" } }, "headers.content-type: expected the name of a header field"],
    [{ foreign: true, headers: { "x a": "b" } }, "headers.x a: expected the name of a header field"],
    [{ foreign: true, headers: { "x-a": "secret\n" } }, "headers.x-a: expected a text of visible ASCII characters"],
    // biome-ignore lint/suspicious/noExplicitAny: a variable that is not set
    [{ foreign: true, headers: { "x-a": undefined as any } }, "is its variable set?"],
  ])("refuses %j", (options, message) => {
    expect(() => createHttpTransport("http://127.0.0.1:1", options)).toThrow(message);
    expect(() => createHttpTransport("http://127.0.0.1:1", options)).not.toThrow("secret");
  });

  const createShop = (url: string, headers: Record<string, Record<string, string>> = {}) =>
    createApplication({
      modules: { shop: { contract: shopContract } },
      transports: [http({ headers })],
      env: { SEAMLINE_SHOP: url },
    });

  it("is one of URLs, with header fields by service", async () => {
    const seen: unknown[] = [];
    const url = await open((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { "content-type": "application/json" }).end('{"item":"a","amount":2}');
    });
    const app = createShop(`${url}?foreign=true`, { shop: { authorization: "Bearer t" }, other: { "x-a": "b" } });
    await app.start();
    expect(await app.client(ShopClient).run("buy", { item: "a" })).toEqual({ item: "a", amount: 2 });
    expect(seen).toEqual(["Bearer t"]);
    await app.stop();
  });

  it("leaves retries as they are: idempotent operations only", async () => {
    const seen: string[] = [];
    const url = await open((request, response) => {
      seen.push(request.method ?? "");
      if (seen.length % 2 === 1) response.writeHead(503, { "content-type": "text/html" }).end("<h1>busy</h1>");
      else response.writeHead(200, { "content-type": "application/json" }).end('"x"');
    });
    const app = createShop(`${url}?foreign=true&retries=1`);
    await app.start();
    expect(await app.client(ShopClient).run("large", { size: 1 })).toBe("x");
    await expect(app.client(ShopClient).run("buy", { item: "a" })).rejects.toMatchObject({ code: "unavailable" });
    expect(seen).toEqual(["GET", "GET", "POST"]);
    await app.stop();
  });

  it.each([
    ["http://127.0.0.1:1?foreign=yes", {}, 'foreign: expected true or false, found "yes"'],
    ["http://127.0.0.1:1?foreign=true&batch=8", {}, "batch: a foreign callee takes no batches"],
    ["http://127.0.0.1:1?foreign=true", { shop: { note: "a" } }, "headers.shop.note: the input of shop.describe has"],
  ])("of %s is refused at start", async (url, headers, message) => {
    await expect((async () => createShop(url, headers).start())()).rejects.toThrow(message);
  });
});
