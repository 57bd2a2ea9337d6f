/** Typed clients over existing applications: `app:` in a topology, and the same routes over HTTP. */

import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { bytes, createApplication, createClient, createClientClass, defineContract, stream } from "@seamline/core";
import { parseTargetUrl } from "@seamline/core/internal";
import { http } from "@seamline/http";
import express from "express";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { apps, createAppTransport, isInternal } from "../../src/index.ts";

const Courier = z.object({ id: z.int(), name: z.string() });

const contract = defineContract("courier", {
  operations: {
    getCourier: {
      http: "GET /couriers/{id}",
      input: z.object({ id: z.int() }),
      output: Courier,
      errors: { courierNotFound: { code: "not_found" } },
    },
    addCourier: {
      http: "POST /couriers",
      input: z.object({ name: z.string(), ifMatch: z.string().optional() }),
      in: { header: ["ifMatch"] },
      output: z.object({ seen: z.record(z.string(), z.string()), internal: z.boolean(), url: z.string() }),
    },
    watch: { http: "GET /watch", output: stream(z.int()) },
    photo: { http: "GET /photo", output: bytes() },
    wait: { http: "GET /wait" },
  },
});
const CourierClient = createClientClass(contract);

/** A monolith as people write them, and the requests that its clients left. */
function createLegacy(): { readonly app: RequestListener; readonly left: string[]; readonly waiting: string[] } {
  const left: string[] = [];
  const waiting: string[] = [];
  const app = express();
  const api = express.Router();
  api.use(express.json());
  api.get("/couriers/:id", (request, response) => {
    if (request.params.id === "7") response.json({ id: 7, name: "Ada", secret: "not in the contract" });
    else response.status(404).json({ message: "who?" });
  });
  api.post("/couriers", (request, response) => {
    response.status(201).json({ seen: request.headers, internal: isInternal(request), url: request.originalUrl });
  });
  api.get("/watch", (_request, response) => {
    response.type("application/x-ndjson");
    for (const item of [1, 2, 3]) response.write(`${item}\n`);
    response.end();
  });
  api.get("/photo", (_request, response) => response.type("application/octet-stream").send(Buffer.from("pixels")));
  api.get("/wait", (request, response) => {
    waiting.push(request.originalUrl);
    response.on("close", () => left.push(request.originalUrl));
  });
  app.use("/api/v1", api);
  return { app, left, waiting };
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Starts an application that calls the courier over a way of the topology. */
async function startWith(app: RequestListener, way: string, headers?: Record<string, string>) {
  const given = headers === undefined ? {} : { headers: { courier: headers } };
  const application = createApplication({
    modules: { courier: { contract, load: () => Promise.reject(new Error("not hosted here")) } },
    transports: [apps({ legacy: app }, given), http(given)],
    env: { SEAMLINE_MODULES: "none", SEAMLINE_COURIER: way },
  });
  await application.start();
  closing.push(() => application.stop());
  return application;
}

async function listen(app: RequestListener): Promise<string> {
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.each(["app:", "http:"])("a foreign application of Express, by %s", (scheme) => {
  const wayTo = async (app: RequestListener): Promise<string> => {
    const target = scheme === "app:" ? "app:legacy" : await listen(app);
    return `${target}/api/v1?foreign=true&timeout=5s&retries=0`;
  };

  it("returns validated values and declared errors", async () => {
    const { app } = createLegacy();
    const client = (await startWith(app, await wayTo(app))).client(CourierClient);
    expect(await client.getCourier({ id: 7 })).toEqual({ id: 7, name: "Ada" });
    await expect(client.getCourier({ id: 8 })).rejects.toMatchObject({ code: "not_found", reason: "courierNotFound" });
    const items: number[] = [];
    for await (const item of await client.watch()) items.push(item);
    expect(items).toEqual([1, 2, 3]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await client.photo()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("pixels");
  });

  it("receives plain headers only", async () => {
    const { app } = createLegacy();
    const client = (await startWith(app, await wayTo(app), { "X-Api-Key": "k1" })).client(CourierClient);
    const options = { idempotencyKey: "once", tenant: "acme", principal: { id: "ada" } };
    const { seen, internal, url } = await client.addCourier({ name: "Bo", ifMatch: "v1" }, options);
    expect(seen).toMatchObject({ "x-api-key": "k1", "idempotency-key": "once", "if-match": "v1" });
    expect(seen).toHaveProperty("traceparent");
    expect(Object.keys(seen).filter((name) => name.startsWith("seamline-"))).toEqual([]);
    expect({ internal, url }).toEqual({ internal: scheme === "app:", url: "/api/v1/couriers" });
  });

  it("refuses header fields that the input sets, or that no request may carry", async () => {
    const { app } = createLegacy();
    const way = await wayTo(app);
    await expect(startWith(app, way, { "If-Match": "v1" })).rejects.toThrow(
      /if-match: the input of courier.addCourier/,
    );
    await expect(startWith(app, way, { "x-api-key": "" })).rejects.toThrow(/visible ASCII characters, found an empty/);
    await expect(startWith(app, way, { "seamline-context": "x" })).rejects.toThrow(/does not write itself/);
  });

  it("sees that a caller went away, and that a deadline passed", async () => {
    const { app, left, waiting } = createLegacy();
    const client = (await startWith(app, await wayTo(app))).client(CourierClient);
    const caller = new AbortController();
    const canceled = expect(client.wait(undefined, { signal: caller.signal })).rejects.toMatchObject({
      code: "canceled",
    });
    await expect.poll(() => waiting.length).toBe(1);
    caller.abort();
    await canceled;
    await expect.poll(() => left).toEqual(["/api/v1/wait"]);
    await expect(client.wait(undefined, { timeoutMs: 50 })).rejects.toMatchObject({ code: "deadline_exceeded" });
    await expect.poll(() => left.length).toBe(2);
  });
});

describe("createAppTransport", () => {
  it("sends what the HTTP transport sends", async () => {
    const seen: Record<string, unknown>[] = [];
    const listener: RequestListener = (request, response) => {
      const { method, url, headers } = request;
      const { host, connection, "keep-alive": _, ...rest } = headers;
      const changing = ["seamline-call-id", "seamline-timeout-ms", "traceparent", "seamline-signature"];
      const fixed = Object.fromEntries(
        Object.entries(rest).map(([name, value]) => [name, changing.includes(name) || value]),
      );
      seen.push({ method, url, fixed });
      response.end("no response of Seamline");
    };
    const keys = [{ id: "k1", secret: new Uint8Array(32) }];
    const url = await listen(listener);
    const { createHttpTransport } = await import("@seamline/http");
    for (const transport of [
      createHttpTransport(`${url}/base`, { keys }),
      createAppTransport(listener, { url: "http://legacy/base", keys }),
    ]) {
      const options = { idempotencyKey: "once", tenant: "acme", locale: "de-CH", principal: { id: "ada" } };
      const call = createClient(contract, transport).addCourier({ name: "Bo", ifMatch: "v1" }, options);
      await expect(call).rejects.toMatchObject({ code: "data_loss" });
      await transport.close?.();
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]).toMatchObject({
      fixed: { "seamline-signature": true, "seamline-operation": "courier.addCourier" },
    });
  });

  it("isolates values: neither side can change what the other has", async () => {
    const input = { name: "Bo" };
    const bodies: unknown[] = [];
    const app = express();
    app.use(express.json());
    app.post("/couriers", (request, response) => {
      request.body.name = "changed";
      bodies.push(request.body);
      response.json({ seen: {}, internal: true, url: "/" });
    });
    const client = createClient(contract, createAppTransport(app, { foreign: true }));
    const output = await client.addCourier(input);
    expect([input, bodies, output]).toEqual([
      { name: "Bo" },
      [{ name: "changed" }],
      { seen: {}, internal: true, url: "/" },
    ]);
  });

  it("refuses an output outside the contract, and calls after close", async () => {
    const app = express();
    app.get("/couriers/:id", (_request, response) => void response.json({ id: "seven" }));
    const transport = createAppTransport(app, { foreign: true });
    const client = createClient(contract, transport);
    await expect(client.getCourier({ id: 7 })).rejects.toMatchObject({ code: "internal" });
    await transport.close?.();
    await expect(client.getCourier({ id: 7 })).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it("fails as unavailable if the application breaks off", async () => {
    const broken: RequestListener = (_request, response) => response.destroy();
    const client = createClient(contract, createAppTransport(broken, { foreign: true }));
    await expect(client.getCourier({ id: 7 })).rejects.toMatchObject({ code: "unavailable", sent: "maybe_sent" });
  });

  it.each([
    [undefined, {}, "createAppTransport: expected an application"],
    [() => undefined, { foreign: "yes" }, "foreign: expected true or false"],
    [() => undefined, { urll: "http://a" }, "did you mean url?"],
    [() => undefined, { url: "legacy" }, "expected http(s)://host[:port][/base]"],
    [() => undefined, { headers: { a: "b" } }, "headers"],
  ])("refuses %s with %j", (app, options, message) => {
    expect(() => createAppTransport(app as never, options as never)).toThrow(message);
  });
});

describe("apps", () => {
  const provider = apps({ legacy: createLegacy().app, "order-desk": createLegacy().app });
  const read = (text: string): readonly string[] => {
    const faults: string[] = [];
    const add = (position: number, message: string): unknown => faults.push(`${position}: ${message}`);
    const url = parseTargetUrl(text, add);
    if (url !== undefined) provider.read(url, add);
    return faults;
  };

  it.each([
    ["app:legacy", []],
    ["app:order-desk/api/v1/?foreign=false&timeout=1.5s", []],
    ["app:lagacy", ['4: no application is named "lagacy"; did you mean legacy?']],
    ["app:", ['4: no application is named ""; known: legacy, order-desk']],
    ["app://legacy", ["4: expected app: and the name of an application, without slashes between"]],
    ["app:legacy/a b/..", ['10: expected a base path of plain segments, found "a b" in "/a b/.."']],
    ["app:legacy/%2e%2e", ['10: expected a base path of plain segments, found "%2e%2e" in "/%2e%2e"']],
    ["app:legacy?timeout=5", ['19: timeout: expected a duration such as 800ms or 2s, found "5"']],
    ["app:legacy?foreign=yes", ['19: foreign: expected true or false, found "yes"']],
    ["app:legacy?foriegn=true", ['11: unknown option "foriegn"; did you mean foreign?']],
    [
      "app:legacy?connections=4&batch=8",
      [
        "11: connections: an application in memory has no connections; use concurrency=… to bound the calls under way",
        "25: batch: calls in memory share no requests; remove batch",
      ],
    ],
  ])("%s", (text, faults) => {
    expect(read(text)).toEqual(faults);
  });

  it("shows its settings, and the policies of the topology", async () => {
    const application = await startWith(
      createLegacy().app,
      "app:legacy/api/v1?foreign=true&timeout=800ms&concurrency=4",
    );
    const [explained] = application.explain("courier.getCourier");
    const settings = Object.fromEntries((explained?.settings ?? []).map(({ name, value }) => [name, value]));
    expect(settings).toMatchObject({ timeout: "800 ms", foreign: "true", concurrency: "4" });
  });

  it("stops the start with every fault", async () => {
    const starting = startWith(createLegacy().app, "app:lagacy?foriegn=true");
    await expect(starting).rejects.toThrow(/did you mean legacy\?[\s\S]*did you mean foreign\?/);
  });

  it.each([
    [{ "a b": () => undefined }, {}, 'expected names of letters, digits, - and _, a letter first, found "a b"'],
    [{ legacy: 7 }, {}, "apps: legacy: expected an application"],
    [{}, { origin: "http://a/b" }, "expected an origin such as http://shop.example"],
    [{}, { orign: "http://a" }, "did you mean origin?"],
  ])("refuses %j with %j", (served, options, message) => {
    expect(() => apps(served as never, options as never)).toThrow(message);
  });

  it("shows the applications an origin of your choice", async () => {
    const hosts: unknown[] = [];
    const listener: RequestListener = (request, response) => {
      hosts.push(request.headers.host);
      response.setHeader("content-type", "application/json").end('{"id":7,"name":"Ada"}');
    };
    for (const options of [{}, { origin: "https://shop.example:8443" }]) {
      const provider = apps({ legacy: listener }, options);
      const url = parseTargetUrl("app:legacy?foreign=true", () => undefined);
      if (url === undefined) throw new Error("expected a URL");
      const transport = provider.read(url, () => undefined).create({ service: "courier", contract, keys: [] });
      await createClient(contract, transport).getCourier({ id: 7 });
    }
    expect(hosts).toEqual(["legacy", "shop.example:8443"]);
  });
});
