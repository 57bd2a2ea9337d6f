/** The services of examples/hybrid: Python and PHP behind the contracts of the application. */

import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { courierContract } from "@food/courier-client/contract";
import { restaurantContract } from "@food/restaurant-client/contract";
import { createSigner, createVerifier, parseSignature } from "@seamline/http/extend";
import { checkProvider, printProviderReport } from "@seamline/testing/provider-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApplicationProcess } from "../app/demo/application-process.ts";
import { runFlows } from "../app/demo/flows.ts";
import { canRunHybrid, hybridPackages, startPhpRestaurant, startPythonCourier } from "../app/demo/foreign-process.ts";
import { startHybrid } from "../app/demo/hybrid.ts";
import { addClosedRestaurant } from "../app/demo/restaurants.ts";
import { findFreePort } from "../app/demo/shape.ts";
import { ensureArtefact } from "./artefact.ts";

const isThere = canRunHybrid() || process.env.SEAMLINE_REQUIRE_PROGRAMS === "1";
const title = isThere ? "" : ` (skipped: it needs the packages ${hybridPackages.join(", ")})`;
if (!isThere) console.warn(`Skipped: the tests of examples/hybrid need the packages ${hybridPackages.join(", ")}.`);

const secret = new Uint8Array(32).fill(7);
const keys = [{ id: "k1", secret }];
const variable = `k1:${Buffer.from(secret).toString("base64")}`;
const trace = "0af7651916cd43dd8448eb211c80319c";

const folders: string[] = [];
async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hybrid-"));
  folders.push(folder);
  return folder;
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

interface Sent {
  readonly method?: string;
  readonly target: string;
  readonly operation: string;
  readonly body?: unknown;
  readonly caller?: string;
  readonly timeoutMs?: number;
  readonly callId?: string;
  readonly depth?: number;
  /** Changes header fields after the signature. */
  readonly tamper?: Record<string, string | undefined>;
  readonly tamperedBody?: string;
}

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed body of any shape
  readonly json: any;
}

/** Sends a request as a Seamline client does. */
async function call(base: string, sent: Sent): Promise<Received> {
  const { method = "POST", target, operation, caller = "customer", timeoutMs = 5000, callId = "call-1" } = sent;
  const body = sent.body === undefined ? undefined : JSON.stringify(sent.body);
  const context = Buffer.from(JSON.stringify({ depth: sent.depth ?? 2, caller })).toString("base64url");
  const [audience = ""] = operation.split(".");
  const signed = {
    method,
    target,
    operation,
    audience,
    headers: [callId, String(timeoutMs), context, undefined],
    body,
  };
  const headers: Record<string, string | undefined> = {
    "seamline-call-id": callId,
    "seamline-operation": operation,
    "seamline-timeout-ms": String(timeoutMs),
    "seamline-context": context,
    "seamline-signature": createSigner(keys)?.(signed, caller),
    traceparent: `00-${trace}-b7ad6b7169203331-01`,
    "content-type": body === undefined ? undefined : "application/json",
    ...sent.tamper,
  };
  const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const response = await fetch(base + target, {
    method,
    headers: given as [string, string][],
    ...(body !== undefined && { body: sent.tamperedBody ?? body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text === "" ? undefined : JSON.parse(text) };
}

const order = { id: 1, status: "new", restaurantId: 1, deliveryId: null };

describe.runIf(isThere)(`the application in three languages${title}`, () => {
  it("leaves the golden transcript", async () => {
    await ensureArtefact();
    const folder = await createFolder();
    const shape = await startHybrid({ DATA_DIR: folder });
    try {
      const { text } = await runFlows(shape.origin, addClosedRestaurant(folder));
      await expect(text).toMatchFileSnapshot("golden-transcript.txt");
    } finally {
      await shape.stop();
    }
  });
});

describe.runIf(isThere)(`the providers${title}`, () => {
  const start = {
    async courier(folder: string): Promise<ApplicationProcess> {
      return startPythonCourier({ DATA_DIR: folder, SEAMLINE_CUSTOMER: "http://127.0.0.1:1" });
    },
    async restaurant(folder: string): Promise<ApplicationProcess> {
      return startPhpRestaurant(await findFreePort(), { DATA_DIR: folder });
    },
  };

  it.each([
    ["courier", courierContract],
    ["restaurant", restaurantContract],
  ] as const)("keep the contract of the %s", { timeout: 120_000 }, async (name, contract) => {
    const provider = await start[name](await createFolder());
    try {
      const report = await checkProvider(contract, provider.internal, { seed: 1, runs: 25, caller: "customer" });
      expect(report.faults, printProviderReport(report)).toEqual([]);
      expect(report.operations.map(({ valid }) => valid > 0)).not.toContain(false);
    } finally {
      await provider.stop();
    }
  });
});

const services = {
  "the courier in Python": {
    start: (folder: string, customer: string) =>
      startPythonCourier({ DATA_DIR: folder, SEAMLINE_KEYS: variable, SEAMLINE_CUSTOMER: customer }),
    database: "courier.sqlite",
    table: "delivery",
    valid: { target: "/service-courier/deliveries", operation: "courier.createDelivery", body: order },
    other: "courier.getDelivery",
    missing: {
      sent: { method: "GET", target: "/api/courier/deliveries/9", operation: "courier.getDelivery" },
      error: { reason: "deliveryNotFound", details: { deliveryId: 9 } },
    },
  },
  "the restaurant in PHP": {
    start: async (folder: string) =>
      startPhpRestaurant(await findFreePort(), { DATA_DIR: folder, SEAMLINE_KEYS: variable }),
    database: "restaurant.sqlite",
    table: "restaurant",
    valid: { target: "/service-restaurant/orders/actions/accept", operation: "restaurant.acceptOrder", body: order },
    other: "restaurant.getRestaurant",
    missing: {
      sent: { method: "GET", target: "/service-restaurant/restaurants/9", operation: "restaurant.getRestaurant" },
      error: { reason: "restaurantNotFound", details: { restaurantId: 9 } },
    },
  },
};

describe.runIf(isThere).each(Object.entries(services))(`%s${title}`, (_name, service) => {
  const { valid, missing } = service;
  const customer = createServer();
  const seen: { readonly request: IncomingMessage; readonly body: string }[] = [];
  let folder: string;
  let provider: ApplicationProcess;
  let base: string;
  let calls = 0;
  const send = (sent: Partial<Sent>): Promise<Received> => {
    calls += 1;
    return call(base, { ...valid, callId: `call-${calls}`, ...sent });
  };

  beforeAll(async () => {
    customer.on("request", async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      seen.push({ request, body });
      response.writeHead(204, { "seamline-call-id": request.headers["seamline-call-id"] }).end();
    });
    await once(customer.listen(0, "127.0.0.1"), "listening");
    folder = await createFolder();
    provider = await service.start(folder, `http://127.0.0.1:${(customer.address() as AddressInfo).port}/base`);
    base = provider.internal;
  });
  afterAll(async () => {
    await provider?.stop();
    customer.closeAllConnections();
    customer.close();
  });

  it("echoes the call id, and returns the output", async () => {
    const response = await send({ callId: "a.b~c" });
    expect(response.headers.get("seamline-call-id")).toBe("a.b~c");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(response.headers.get("content-length")).toBe(String(response.text.length));
  });

  it("writes declared errors, faults of the caller and its own as problems", async () => {
    const absent = await send({ body: undefined, ...missing.sent });
    expect(absent.headers.get("content-type")).toBe("application/problem+json");
    expect(absent.json).toMatchObject({ status: 404, code: "not_found", ...missing.error });
    expect(absent.json.instance).toBe(absent.headers.get("seamline-call-id"));
    const invalid = await send({ body: { ...order, id: 0 } });
    expect(invalid).toMatchObject({
      status: 400,
      json: { code: "invalid_argument", details: { issues: [{ path: "id" }] } },
    });
    expect(await send({ target: "/nowhere" })).toMatchObject({ status: 404, json: { code: "unimplemented" } });
    expect(await send({ caller: "stranger" })).toMatchObject({ status: 403, json: { code: "permission_denied" } });
    expect(await send({ depth: 65 })).toMatchObject({ status: 429, json: { code: "resource_exhausted" } });
    expect(await send({ tamper: { "seamline-context": "e30" } })).toMatchObject({ status: 401 });
  });

  it("masks what its contract does not declare", async () => {
    const database = new DatabaseSync(join(folder, service.database));
    database.exec(`alter table ${service.table} rename to gone`);
    const failed = await send({});
    database.exec(`alter table gone rename to ${service.table}`);
    database.close();
    expect(failed).toMatchObject({ status: 500, json: { code: "internal" } });
    expect(failed.text).not.toContain("no such table");
    expect(provider.log()).toContain("no such table");
  });

  it("accepts a signature of the caller's key, once, for what it signs", async () => {
    const refused = { status: 401, json: { code: "unauthenticated" } };
    expect(await send({ tamper: { "seamline-signature": undefined } })).toMatchObject(refused);
    expect(await send({ tamperedBody: JSON.stringify({ ...order, restaurantId: 2 }) })).toMatchObject(refused);
    expect(await send({ tamper: { "seamline-timeout-ms": "9000" } })).toMatchObject(refused);
    expect(await send({ tamper: { "seamline-call-id": "other" } })).toMatchObject(refused);
    expect(await send({ tamper: { "idempotency-key": "other" } })).toMatchObject(refused);
    const other = createSigner([{ id: "k1", secret: new Uint8Array(32).fill(8) }]);
    const old = createSigner(keys, () => Math.floor(Date.now() / 1000) - 300);
    const headers = ["c", "5000", Buffer.from('{"depth":2,"caller":"customer"}').toString("base64url"), undefined];
    const signed = { method: "POST", ...valid, audience: valid.operation.split(".")[0] ?? "", headers };
    const parts = { ...signed, body: JSON.stringify(order) };
    for (const signer of [other, old]) {
      const signature = signer?.(parts, "customer");
      expect(await send({ callId: "c", tamper: { "seamline-signature": signature } })).toMatchObject(refused);
    }
    const elsewhere = createSigner(keys)?.({ ...parts, audience: "customer" }, "customer");
    expect(await send({ callId: "c", tamper: { "seamline-signature": elsewhere } })).toMatchObject(refused);
    const signature = createSigner(keys)?.(parts, "customer");
    expect(await send({ callId: "c", tamper: { "seamline-signature": signature } })).toMatchObject({ status: 200 });
    expect(await send({ callId: "c", tamper: { "seamline-signature": signature } })).toMatchObject(refused);
  });

  it("runs no other operation than the one that is named", async () => {
    expect(await send({ operation: service.other })).toMatchObject({ status: 404, json: { code: "unimplemented" } });
  });

  it("responds when the deadline passes, while its work still waits", async () => {
    const database = new DatabaseSync(join(folder, service.database));
    database.exec("pragma locking_mode = exclusive; begin exclusive; select 1");
    database.exec(`update ${service.table} set id = id`);
    try {
      const late = await send({ timeoutMs: 300 });
      expect(late).toMatchObject({ status: 504, json: { code: "deadline_exceeded" } });
    } finally {
      database.exec("rollback");
      database.close();
    }
    expect(await send({})).toMatchObject({ status: 200 });
  });

  it("continues the trace of its caller", async () => {
    await send({ callId: "traced" });
    const line = (): string | undefined =>
      provider
        .log()
        .split("\n")
        .find((one) => one.includes('"traced"'));
    await expect.poll(line).toContain(trace);
  });

  it.runIf(service.table === "delivery")(
    "signs the calls that it makes, one level deeper, within its deadline",
    async () => {
      const { json } = await send({ body: { ...order, id: 77 } });
      const body = { deliveryId: json.id, status: "delivering" };
      const target = "/api/courier/deliveries";
      await send({
        method: "PATCH",
        target,
        operation: "courier.changeDeliveryStatus",
        body,
        depth: 3,
        timeoutMs: 4000,
      });
      const [{ request, body: sent } = seen[0] as never] = seen;
      const { headers } = request;
      const context = String(headers["seamline-context"]);
      expect([request.method, request.url, sent]).toEqual([
        "PATCH",
        "/base/service-customer/orders/77/status",
        '{"newOrderStatus": "delivering"}',
      ]);
      expect(JSON.parse(Buffer.from(context, "base64url").toString())).toEqual({ depth: 4, caller: "courier" });
      expect(headers.traceparent).toMatch(new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
      const timeout = String(headers["seamline-timeout-ms"]);
      expect(Number(timeout)).toBeGreaterThan(0);
      expect(Number(timeout)).toBeLessThanOrEqual(4000);
      const signature = parseSignature(String(headers["seamline-signature"]));
      expect(signature?.caller).toBe("courier");
      const signed = {
        method: "PATCH",
        target: "/service-customer/orders/77/status",
        operation: "customer.changeOrderStatus",
        audience: "customer",
        headers: [String(headers["seamline-call-id"]), timeout, context, undefined],
        body: sent,
      };
      expect(signature && createVerifier(keys).verify(signature, signed)).toBe("valid");
    },
  );
});
