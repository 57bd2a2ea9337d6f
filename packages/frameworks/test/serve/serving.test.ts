/**
 * Contracts in existing apps behave as on a listener of our own: the same application is served both
 * ways, and the responses to the same requests are compared.
 */

import { connect, type Socket } from "node:net";
import type { Application } from "@seamline/core";
import { type Listening, listen } from "@seamline/http";
import { ask, parseResponse, type RawResponse, requestText } from "@seamline/test-support";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type App, type Framework, frameworks } from "./apps.ts";
import { createDepot, Depot } from "./depot.ts";
import { nestFrameworks } from "./nest-apps.ts";

const json = (method: string, path: string, body: string, headers: readonly string[] = []): string =>
  requestText(method, path, ["content-type: application/json", `content-length: ${body.length}`, ...headers], body);
const gzip = "content-encoding: gzip";

/** Requests to operations; the responses of both have the same status, type, body and headers. */
const requests: Readonly<Record<string, string>> = {
  "a query": requestText("GET", "/depot/items?tag=x&tag=y"),
  "an encoded path": json("PUT", "/depot/items/a%2Fb%20c", '{"amount":1}'),
  "a body": json("PUT", "/depot/items/a", '{"amount":2,"note":"\u00e9"}'),
  "a chunked body": requestText(
    "PUT",
    "/depot/items/a",
    ["content-type: application/json", "transfer-encoding: chunked"],
    '5\r\n{"amo\r\n8\r\nunt": 3}\r\n0\r\n\r\n',
  ),
  "an invalid body": json("PUT", "/depot/items/a", '{"amount":-1}'),
  "a body that is not JSON": json("PUT", "/depot/items/a", '{"amount":'),
  "a body with a __proto__ key": json("PUT", "/depot/items/a", '{"amount":1,"__proto__":{"x":1}}'),
  "a body that is an array": json("PUT", "/depot/items/a", "[]"),
  "no body": requestText("PUT", "/depot/items/a", ["content-length: 0"]),
  "another content type": requestText("PUT", "/depot/items/a", ["content-type: text/plain", "content-length: 2"], "{}"),
  "a content encoding": json("PUT", "/depot/items/a", "{}", [gzip]),
  "two content types": json("PUT", "/depot/items/a", '{"amount":1}', ["content-type: text/plain"]),
  "a body beyond the limit": json("PUT", "/depot/items/a", `{"note":"${"x".repeat(5_000)}"}`),
  "a declared error": json("PUT", "/depot/items/full", '{"amount":1}'),
  "an undeclared error": requestText("POST", "/depot/fail", ["content-length: 0"]),
  "an anonymous call of what needs a role": requestText("POST", "/depot/guarded", ["content-length: 0"]),
  "a passed deadline": requestText("GET", "/depot/short"),
  "a deadline of the caller": requestText("GET", "/depot/hold", ["seamline-timeout-ms: 20"]),
  "an invalid idempotency key": json("PUT", "/depot/items/a", '{"amount":1}', ["idempotency-key: \u00e9"]),
  "a named operation": json("PUT", "/depot/items/a", '{"amount":1}', ["seamline-operation: depot.put"]),
  HEAD: requestText("HEAD", "/depot/items"),
  "a stream of lines": requestText("GET", "/depot/numbers?count=3"),
  "a stream of events": requestText("GET", "/depot/numbers?count=3", ["accept: text/event-stream"]),
  "HEAD of a stream": requestText("HEAD", "/depot/numbers?count=3"),
  "a stream with an invalid input": requestText("GET", "/depot/numbers?count=x"),
  "a large response": requestText("GET", "/depot/large"),
  "an upload": requestText(
    "POST",
    "/depot/upload",
    ["content-type: application/octet-stream", "content-length: 6"],
    "abcdef",
  ),
  "an upload of another type": requestText(
    "POST",
    "/depot/upload",
    ["content-type: text/plain", "content-length: 1"],
    "a",
  ),
  "HTTP/1.0": "GET /depot/items HTTP/1.0\r\nhost: a\r\n\r\n",
  "a body after 100 Continue": json("PUT", "/depot/items/a", '{"amount":1}', ["expect: 100-continue"]),
};

/** What is compared: headers of transfer and of the framework differ. */
function comparable({ status, headers, body }: RawResponse): unknown {
  const kept = ["content-type", "seamline-call-id", "retry-after", "cache-control", "x-accel-buffering"];
  const fields = kept.map((name) => [name, name === "seamline-call-id" ? headers.has(name) : headers.get(name)]);
  const callId = headers.get("seamline-call-id") ?? "-";
  // The ids differ in length.
  const length = Number(headers.get("content-length")) - callId.length * (body.split(callId).length - 1);
  return { status, fields, length, body: body.replaceAll(callId, "<call>").replace(/"call[-\w]{10,}"/g, '"<call>"') };
}

/** The last response of a text, after those of status 1xx. */
const final = (text: RawResponse): RawResponse => (text.status === 100 ? parseResponse(text.body) : text);

describe.each([...frameworks, ...nestFrameworks])("contracts in $name", ({ open }: Framework) => {
  const depot = new Depot();
  let application: Application;
  let listening: Listening;
  let app: App;
  beforeAll(async () => {
    application = createDepot(depot);
    const limits = { maxBodyBytes: 4_096 };
    listening = await listen(application, { public: { port: 0, ...limits } });
    app = await open(application, { public: limits });
  });
  afterAll(async () => {
    depot.gate.resolve("late");
    await app[Symbol.asyncDispose]();
    await application.stop();
  });
  beforeEach(() => depot.reset());

  it.each(Object.entries(requests))("respond as a listener does to %s", async (_name, text) => {
    const expected = final(await ask(new URL(listening.public ?? ""), text));
    const found = final(await ask(app.url, text));
    expect(comparable(found)).toEqual(comparable(expected));
    expect(found.status).toBeGreaterThan(0);
  });

  it("leave the routes of the app alone", async () => {
    const send = async (path: string, init: RequestInit = {}): Promise<readonly [number, string]> => {
      const response = await fetch(new URL(path, app.url), init);
      return [response.status, await response.text()];
    };
    const headers = { "content-type": "application/json" };
    expect(await send("/own")).toEqual([200, "own"]);
    expect(await send("/own/echo", { method: "POST", headers, body: '{"text":"hello"}' })).toEqual([200, "hello"]);
    expect(await send("/depot/items", { method: "POST" })).toEqual([201, "own items"]);
    expect(await send("/depot/missing")).toEqual([404, "the app has no GET /depot/missing"]);
    expect(await send("/depot/secret", { method: "POST" })).toEqual([404, "the app has no POST /depot/secret"]);
  });

  it("know the user of the app's session", async () => {
    expect((await ask(app.url, requestText("GET", "/depot/who"))).body).toBe('"none"');
    expect((await ask(app.url, requestText("GET", "/depot/who", ["x-user: ada"]))).body).toBe('"ada"');
    const guarded = requestText("POST", "/depot/guarded", ["x-user: ada", "content-length: 0"]);
    expect((await ask(app.url, guarded)).body).toBe('"welcome"');
  });

  it("cancel a call whose client disconnects", async () => {
    const socket = await send(app.url, requestText("GET", "/depot/hold"));
    await depot.begun.promise;
    socket.destroy();
    expect(await depot.aborted.promise).toMatchObject({ code: "canceled" });
  });

  it("cancel a stream whose client disconnects, and send its items as they come", async () => {
    const socket = await send(app.url, requestText("GET", "/depot/watch"));
    let text = "";
    await new Promise<void>((resolve) => {
      socket.on("data", (chunk) => {
        text += chunk;
        if (/\r\n\r\n[\s\S]*1/.test(text)) resolve();
      });
    });
    socket.destroy();
    expect(await depot.aborted.promise).toMatchObject({ code: "canceled" });
  });
});

/** Sends a request on a connection of its own. */
async function send(url: URL, text: string): Promise<Socket> {
  const socket = connect(Number(url.port), "127.0.0.1");
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.write(text, resolve));
  return socket;
}
