/** Contracts in existing apps whose servers speak HTTP/2. */

import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import type { Application } from "@seamline/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type App, http2Frameworks } from "./apps.ts";
import { createDepot, Depot } from "./depot.ts";

interface Response {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

async function read(stream: ClientHttp2Stream): Promise<Response> {
  let headers: Record<string, unknown> = {};
  stream.on("response", (fields) => {
    headers = fields as Record<string, unknown>;
  });
  let text = "";
  for await (const chunk of stream) text += chunk;
  return { status: headers[":status"] as number | undefined, headers, text };
}

describe.each(http2Frameworks)("contracts over HTTP/2 in $name", ({ open }) => {
  const depot = new Depot();
  let application: Application;
  let app: App;
  let session: ClientHttp2Session;
  beforeAll(async () => {
    application = createDepot(depot);
    app = await open(application, { public: { maxBodyBytes: 300_000, requestTimeoutMs: 200 }, health: true });
    session = connect(app.url);
  });
  afterAll(async () => {
    depot.reset();
    session.destroy();
    await app[Symbol.asyncDispose]();
    await application.stop();
  });
  beforeEach(() => depot.reset());

  const send = (method: string, path: string, body?: string, headers: object = {}): Promise<Response> => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const fields = { ":method": method, ":path": path, ...type, ...headers };
    const stream = session.request(fields, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    return read(stream);
  };

  it("serve calls, streams, errors and health", async () => {
    expect(await send("GET", "/depot/items?tag=x")).toMatchObject({ status: 200, text: '["a","x"]' });
    expect(await send("PUT", "/depot/items/a", '{"amount":1}')).toMatchObject({ text: '{"id":"a","amount":1}' });
    expect(await send("HEAD", "/depot/items")).toMatchObject({ status: 200, text: "" });
    expect((await send("GET", "/depot/large")).text).toHaveLength(200_002);
    expect((await send("GET", "/depot/numbers?count=3000")).text).toContain("2999");
    const upload = { "content-type": "application/octet-stream" };
    expect(await send("POST", "/depot/upload", "x".repeat(200_000), upload)).toMatchObject({ text: "200000" });
    expect(await send("GET", "/health/ready")).toMatchObject({ status: 200 });
    const declared = await send("PUT", "/depot/items/full", '{"amount":1}');
    expect(declared).toMatchObject({ headers: { "content-type": "application/problem+json" } });
    expect(declared.text).toContain('"reason":"full"');
    expect(await send("PUT", "/depot/items/a", '{"amount":-1}')).toMatchObject({ status: 400 });
    expect(await send("GET", "/depot/short")).toMatchObject({ status: 504 });
    expect(await send("GET", "/depot/who", undefined, { "x-user": "ada" })).toMatchObject({ text: '"ada"' });
  });

  it("leave the routes of the app alone", async () => {
    expect(await send("GET", "/own")).toMatchObject({ status: 200, text: "own" });
    expect(await send("POST", "/own/echo", '{"text":"hello"}')).toMatchObject({ status: 200, text: "hello" });
    expect(await send("POST", "/depot/secret", "{}")).toMatchObject({ text: "the app has no POST /depot/secret" });
  });

  it("refuse bodies that are too large or do not arrive, and keep the connection", async () => {
    const large = await send("PUT", "/depot/items/a", `{"note":"${"x".repeat(400_000)}"}`);
    expect(large).toMatchObject({ status: 413 });
    const unused = await send("POST", "/depot/fail", "x".repeat(10_000_000));
    expect(unused).toMatchObject({ status: 413 });
    const slow = session.request({ ":method": "PUT", ":path": "/depot/items/a", "content-type": "application/json" });
    const closed = once(slow, "close");
    slow.on("error", () => undefined); // a reset after the response
    slow.write('{"amo');
    const [headers] = await once(slow, "response");
    expect(headers).toMatchObject({ ":status": 408 });
    slow.resume();
    await closed;
    expect(await send("GET", "/depot/items")).toMatchObject({ status: 200 });
    expect(session.closed || session.destroyed).toBe(false);
  });

  it.each(["/depot/hold", "/depot/watch"])("cancel %s of a stream that its client resets", async (path) => {
    const stream = session.request({ ":path": path });
    stream.resume().on("error", () => undefined);
    await depot.begun.promise;
    const other = send("GET", "/depot/items");
    stream.close(constants.NGHTTP2_CANCEL);
    expect(await depot.aborted.promise).toMatchObject({ code: "canceled" });
    expect(await other).toMatchObject({ status: 200 });
  });
});

describe.each(http2Frameworks)("the end of an application over HTTP/2 in $name", ({ open }) => {
  it("lets calls end, refuses new ones, and leaves the connection to the app", async () => {
    const depot = new Depot();
    const application = createDepot(depot);
    await using app = await open(application, { public: {} });
    const session = connect(app.url);
    const running = read(session.request({ ":path": "/depot/hold" }));
    await depot.begun.promise;
    const stopped = application.stop();
    expect(await read(session.request({ ":path": "/depot/items" }))).toMatchObject({ status: 503 });
    depot.gate.resolve("done");
    expect(await running).toMatchObject({ status: 200, text: '"done"' });
    await stopped;
    expect(await read(session.request({ ":path": "/own" }))).toMatchObject({ text: "own" });
    session.destroy();
  });
});
