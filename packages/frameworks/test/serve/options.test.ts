/** The options of contracts in existing apps, in every framework. */

import { connect } from "node:net";
import type { Application } from "@seamline/core";
import { createClient, createClientClass } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { ask, parseResponse, type RawResponse, requestText } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { type App, type AppOptions, type Framework, frameworks } from "./apps.ts";
import { createDepot, Depot, depotContract } from "./depot.ts";
import { nestFrameworks } from "./nest-apps.ts";

const keys = [{ id: "k1", secret: new Uint8Array(Buffer.alloc(32, 7)) }];
const DepotClient = createClientClass(depotContract);
const origin = "https://shop.example";

interface Opened extends AsyncDisposable {
  readonly app: App;
  readonly application: Application;
  readonly depot: Depot;
  /** Sends a request without a body, or with the headers and the beginning of one. */
  send(method: string, path: string, headers?: readonly string[]): Promise<RawResponse>;
}

async function openWith({ open }: Framework, options: AppOptions): Promise<Opened> {
  const depot = new Depot();
  const application = createDepot(depot);
  const app = await open(application, options);
  return {
    ...{ app, application, depot },
    send: (method, path, headers = []) => ask(app.url, requestText(method, path, headers)),
    async [Symbol.asyncDispose]() {
      depot.reset();
      await app[Symbol.asyncDispose]();
      await application.stop();
    },
  };
}

/** A response of the app itself; some servers send it in chunks. */
const own = (status: number, text: string): object => ({ status, body: expect.stringContaining(text) });

describe.each([...frameworks, ...nestFrameworks])("options of contracts in $name", (framework) => {
  it("prefix: serve below it, and only there", async () => {
    await using opened = await openWith(framework, { public: {}, internal: {}, prefix: "/api/v1", health: true });
    const { app, send } = opened;
    expect(await send("GET", "/api/v1/depot/items?tag=x")).toMatchObject({ status: 200, body: '["a","x"]' });
    expect(await send("GET", "/api/v1/health/live")).toMatchObject({ status: 200 });
    for (const path of ["/depot/items", "/api/depot/items", "/api/v10/depot/items", "/API/v1/depot/items"]) {
      expect(await send("GET", path), path).toMatchObject(own(404, `the app has no GET ${path}`));
    }
    for (const options of [{ keys }, ...(framework.name.endsWith("handler") ? [] : [{ keys, batch: 8 }])]) {
      const transport = createHttpTransport(new URL("/api/v1", app.url).href, options);
      const client = createClient(DepotClient, transport);
      const calls = [client.secret({}), client.look({ id: "a/b +%" }), client.list({ tag: ["é"] })];
      expect(await Promise.all(calls)).toEqual(["gold", "gold", ["a", "é"]]);
      await transport.close?.();
    }
  });

  it("health: serve it, and report the end of the application", async () => {
    await using opened = await openWith(framework, { public: {}, health: true });
    const { send, application } = opened;
    expect(await send("GET", "/health/live")).toMatchObject({ status: 200, body: '{"status":"live"}' });
    expect(await send("GET", "/health/ready")).toMatchObject({ status: 200, body: '{"status":"ready"}' });
    expect(await send("HEAD", "/health/ready")).toMatchObject({ status: 200, body: "" });
    expect(await send("GET", "/health/other")).toMatchObject(own(404, "the app has no GET /health/other"));
    await application.stop();
    expect(await send("GET", "/health/ready")).toMatchObject({ status: 503 });
  });

  it("health: leave its paths to the app by default", async () => {
    await using opened = await openWith(framework, { public: {} });
    expect(await opened.send("GET", "/health/live")).toMatchObject(own(404, "the app has no GET /health/live"));
  });

  it("cors: let scripts of allowed origins call operations", async () => {
    await using opened = await openWith(framework, { public: { cors: { origins: [origin] } } });
    const { send } = opened;
    const asked = [`origin: ${origin}`, "access-control-request-method: PUT"];
    const preflight = await send("OPTIONS", "/depot/items/a", asked);
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PUT");
    const called = await send("GET", "/depot/items", [`origin: ${origin}`]);
    expect(called.headers.get("access-control-allow-origin")).toBe(origin);
    const stranger = await send("GET", "/depot/items", ["origin: https://other.example"]);
    expect(stranger.headers.get("access-control-allow-origin")).toBeUndefined();
    const elsewhere = await send("OPTIONS", "/own", asked);
    expect(elsewhere.headers.get("access-control-allow-origin")).toBeUndefined();
    const hidden = await send("OPTIONS", "/depot/secret", asked);
    expect(hidden).toMatchObject(own(404, "the app has no OPTIONS /depot/secret"));
  });

  it("maxCalls: refuse calls beyond it, and no request of the app", async () => {
    await using opened = await openWith(framework, { public: { maxCalls: 1 } });
    const { send, depot } = opened;
    const running = send("GET", "/depot/hold");
    await depot.begun.promise;
    const refused = await send("GET", "/depot/items");
    expect(refused).toMatchObject({ status: 503 });
    expect(refused.body).toContain('"sent":"not_sent"');
    expect(await send("GET", "/own")).toMatchObject(own(200, "own"));
    depot.gate.resolve("done");
    expect((await running).body).toContain("done");
    expect(await send("GET", "/depot/items")).toMatchObject({ status: 200 });
  });

  it("requestTimeoutMs: refuse a body that does not arrive", async () => {
    await using opened = await openWith(framework, { public: { requestTimeoutMs: 50 } });
    const { app, depot } = opened;
    const head = ["PUT /depot/items/a HTTP/1.1", "host: a", "content-type: application/json", "content-length: 90"];
    const response = parseResponse(await rawSend(app, [...head, "", '{"amo'].join("\r\n")));
    expect(response).toMatchObject({ status: 408 });
    expect(depot.ran).toEqual([]);
  });
});

/** Sends a text, and reads the JSON of the response; a fetch handler cannot close the connection. */
async function rawSend({ url }: App, text: string): Promise<string> {
  const socket = connect(Number(url.port), "127.0.0.1");
  socket.write(text);
  let all = "";
  for await (const chunk of socket) {
    all += chunk;
    if (/\r\n\r\n[\s\S]*\}/.test(all)) break;
  }
  return all;
}
