/** Calls between services, bodies that the app has read, and the end of the application, in existing apps. */

import { createServer } from "node:http";
import { connect } from "node:net";
import { type Application, createClient, createClientClass } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { ask, parseResponse, postText, requestText } from "@seamline/test-support";
import express from "express";
import { describe, expect, it } from "vitest";
import { serveContracts } from "../../src/express.ts";
import { type App, frameworks } from "./apps.ts";
import { createDepot, Depot, depotContract } from "./depot.ts";
import { nestFrameworks } from "./nest-apps.ts";

const keys = [{ id: "k1", secret: new Uint8Array(Buffer.alloc(32, 7)) }];
const wrongKeys = [{ id: "k1", secret: new Uint8Array(Buffer.alloc(32, 8)) }];
const DepotClient = createClientClass(depotContract);
const signature = `seamline-signature: v1;kid=k1;t=1;n=${"A".repeat(20)};caller=vault;s=${"A".repeat(43)}`;

describe.each([...frameworks, ...nestFrameworks])("an internal operation in $name", ({ name, open }) => {
  it("is called by services with a key, also in batches, and does not exist for others", async () => {
    const depot = new Depot();
    const application = createDepot(depot);
    await using app = await open(application, { public: {}, internal: {} });
    for (const options of [{ keys }, ...(name.endsWith("handler") ? [] : [{ keys, batch: 8 }])]) {
      const transport = createHttpTransport(app.url.origin, options);
      const client = createClient(DepotClient, transport);
      expect(await Promise.all([client.secret({}), client.look({ id: "a/b" })])).toEqual(["gold", "gold"]);
      await transport.close?.();
    }
    depot.reset();
    const stranger = createHttpTransport(app.url.origin, { keys: wrongKeys });
    await expect(createClient(DepotClient, stranger).secret({})).rejects.toMatchObject({ code: "unauthenticated" });
    await stranger.close?.();
    for (const headers of [[], [signature], ["seamline-call-id: a-1"]]) {
      const [known, unknown] = await Promise.all(
        ["secret", "terces"].map(async (word) => {
          const operation = `seamline-operation: depot.${word}`;
          const response = await ask(app.url, postText(`/depot/${word}`, "{}", [...headers, operation]));
          return [response.status, response.body.replaceAll(word, "…").replace(/"instance":"[^"]*"/, "")];
        }),
      );
      expect(known).toEqual(unknown);
    }
    expect(depot.ran).toEqual([]);
    await application.stop();
  });

  it("of a stopped application gets 503, while running calls end and the app goes on", async () => {
    const depot = new Depot();
    const application = createDepot(depot);
    await using app = await open(application, { public: {} });
    const running = ask(app.url, requestText("GET", "/depot/hold"));
    await depot.begun.promise;
    const stopped = application.stop();
    expect(parseResponse((await raw(app, requestText("GET", "/depot/items"))) ?? "")).toMatchObject({ status: 503 });
    depot.gate.resolve("done");
    expect((await running).body).toContain('"done"');
    await stopped;
    expect((await raw(app, requestText("GET", "/own"))) ?? "").toContain("own");
    const refused = await ask(app.url, requestText("GET", "/depot/items"));
    expect(refused).toMatchObject({ status: 503 });
    expect(refused.body).toContain('"sent":"not_sent"');
  });
});

async function raw({ url }: App, text: string): Promise<string> {
  const socket = connect(Number(url.port), "127.0.0.1");
  socket.write(text);
  let all = "";
  for await (const chunk of socket) all += chunk;
  return all;
}

describe("a body that the app has read", () => {
  const put = '{"amount": 1, "note": "a"}';
  async function respond(before: express.RequestHandler, application: Application): Promise<string> {
    const app = express();
    app.use(before, serveContracts(application, { public: {} }));
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const headers = { "content-type": "application/json", connection: "close" };
    const response = await fetch(`http://127.0.0.1:${port}/depot/items/a`, { method: "PUT", headers, body: put });
    const text = `${response.status} ${await response.text()}`;
    server.close();
    await application.stop();
    return text;
  }

  it.each([
    ["parsed", express.json()],
    ["raw", express.raw({ type: "*/*" })],
    ["text", express.text({ type: "*/*" })],
  ] as const)("is used as it is: %s", async (_name, parser) => {
    expect(await respond(parser, createDepot(new Depot()))).toBe('200 {"id":"a","amount":1,"note":"a"}');
  });

  it("and lost is refused with the way out", async () => {
    const lose: express.RequestHandler = (req, _res, next) =>
      void req.on("data", () => undefined).on("end", () => next());
    const text = await respond(lose, createDepot(new Depot()));
    expect(text).toMatch(/^500 .*serve the contracts before it/);
  });
});
