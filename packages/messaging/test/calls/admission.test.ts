/** Callers that a listener on a broker refuses, and frames that no Seamline client writes. */

import { randomBytes } from "node:crypto";
import { createApplication, createClient } from "@seamline/core";
import { parseTargetUrl } from "@seamline/core/internal";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseFrame, printFrame, printHead } from "../../src/binding/frame.ts";
import { listenOnBroker } from "../../src/calls.ts";
import { type CallBroker, createCallBroker } from "../../src/client/call-broker.ts";
import type { Connection } from "../../src/connection/connection.ts";
import { listBrokerTargets } from "../targets/list.ts";
import { type BrokerName, brokers, depotContract, World } from "./depot.ts";

const names = (await listBrokerTargets()).map(({ name }) => name as BrokerName);
const secret = randomBytes(32);
const keys = `k1:${secret.toString("base64")}`;
const otherKeys = `k1:${randomBytes(32).toString("base64")}`;
const patience = { timeout: 20_000, interval: 20 };
const refuse = (_position: number, message: string): never => {
  throw new TypeError(message);
};

/** A connection of a test, with the heads and bodies that it received. */
async function openConnection(world: World): Promise<{ connection: Connection; received: Record<string, unknown>[] }> {
  const broker: CallBroker = brokers[world.name].create();
  const target = broker.readTarget(parseTargetUrl(world.url(), refuse) as never, refuse) as never;
  const received: Record<string, unknown>[] = [];
  const connection = await broker.connectTo(target)({
    receive(bytes) {
      const frame = parseFrame(bytes);
      if (frame?.head.kind !== "response") return;
      received.push(JSON.parse(Buffer.from(frame.body).toString() || "null"));
    },
    returned: () => undefined,
    lost: () => undefined,
  });
  return { connection, received };
}

describe.each(names)("a listener on %s", (name) => {
  let world = new World(name);
  let close: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await close?.();
    close = undefined;
    await world.end();
    world = new World(name);
  });
  const connect = async (): ReturnType<typeof openConnection> => {
    const opened = await openConnection(world);
    close = () => opened.connection.close();
    return opened;
  };

  it("refuses calls that are not signed, or with another secret, and runs none of them", async () => {
    const { depot } = await world.serve({ keys });
    const unsigned = (await world.call()).client(depotContract);
    const message =
      "Expected a valid signature of a known key; the call was not signed, as code outside modules has no keys; set SEAMLINE_KEYS to a key of depot";
    await expect(unsigned.who({})).rejects.toMatchObject({ code: "unauthenticated", sent: "processed", message });
    const forged = (await world.call({ keys: otherKeys })).client(depotContract);
    await expect(forged.who({})).rejects.toMatchObject({ code: "unauthenticated" });
    const signed = (await world.call({ keys })).client(depotContract);
    expect(await signed.who({})).toBe("depot");
    expect(depot.runs.who).toBe(1);
  });

  it("lets only the services of `allow` call, by their signature", async () => {
    await world.serve({ keys });
    const client = (await world.call({ keys })).client(depotContract);
    await expect(client.add({ count: 1 })).rejects.toMatchObject({ code: "permission_denied" });
  });

  it("runs a signed call once, however often its frame comes", async () => {
    const { depot } = await world.serve({ keys });
    const frames: Uint8Array[] = [];
    const broker = brokers[name].create();
    const recording: CallBroker["connectTo"] = (target) => async (events) => {
      const connection = await broker.connectTo(target)(events);
      return {
        ...connection,
        sendToService(service, frame, mark) {
          frames.push(frame);
          connection.sendToService(service, frame, mark);
        },
      };
    };
    const ports = { [name]: { port: 0, secure: false } };
    const url = parseTargetUrl(world.url(), refuse) as never;
    const transport = createCallBroker({ name, ports, connectTo: recording })
      .read(url, refuse)
      .create({ service: "depot", contract: depotContract, keys: [{ id: "k1", secret }] });
    expect(await createClient(depotContract, transport).put({ count: 1 })).toBe(2);
    await transport.close?.();
    const { connection, received } = await connect();
    const [frame] = frames as [Uint8Array];
    connection.sendToService("depot", frame, "1");
    const { signature, headText, head } = parseFrame(frame) as NonNullable<ReturnType<typeof parseFrame>>;
    const moved = JSON.stringify({ ...head, from: connection.address });
    connection.sendToService("depot", printFrame(moved, Buffer.from("{}"), signature), "2");
    connection.sendToService("depot", printFrame(headText, Buffer.from("{}"), signature), "3");
    await vi.waitFor(() => expect(received).toMatchObject([{ code: "unauthenticated" }]), patience);
    expect(depot.runs.put).toBe(1);
  });

  it("responds to bad calls, ignores what is no frame, and goes on", async () => {
    const { depot } = await world.serve();
    const { connection, received } = await connect();
    const { address: from } = connection;
    const call = { kind: "call", number: 1, from, callId: "c", operation: "depot.put", timeoutMs: 1_000 };
    const send = (head: object, body = "{}"): void =>
      connection.sendToService("depot", printHead(head as never, Buffer.from(body)), "x");
    for (const bytes of [
      randomBytes(64),
      Buffer.from(""),
      Buffer.from("seamline/2\n{}\n"),
      Buffer.from("seamline/1\n[]\n"),
    ])
      connection.sendToService("depot", bytes, "x");
    send({ ...call, from: 7 });
    send({ ...call, number: -1 });
    const cases = [
      [{ ...call, timeoutMs: "long" }, "{}", "invalid_argument"],
      [{ ...call, operation: "depot.other" }, "{}", "unimplemented"],
      [{ ...call, operation: "vault.open" }, "{}", "unimplemented"],
      [call, "[]", "invalid_argument"],
      [call, "{", "invalid_argument"],
      [call, '{"__proto__":{"count":1}}', "invalid_argument"],
      [call, '{"count":"1"}', "invalid_argument"],
      [{ ...call, context: "e30" }, '{"count":1}', "invalid_argument"],
      [{ ...call, follows: 2_000_000 }, "", "resource_exhausted"],
      [{ ...call, follows: "stream" }, "", "invalid_argument"],
    ] as const;
    for (const [index, [head, body]] of cases.entries()) send({ ...head, number: index + 1 }, body);
    await vi.waitFor(() => expect(received).toHaveLength(cases.length), patience);
    expect(received.map(({ code }) => code)).toEqual(cases.map(([, , code]) => code));
    expect(depot.runs).toEqual({});
    expect(await (await world.call()).client(depotContract).who({})).toBe("depot");
  });
});

describe("listenOnBroker", () => {
  it.each([
    ["nats://10.0.0.1:4222", "expected keys for calls over nats://10.0.0.1:4222, which other machines can reach"],
    ["redis://127.0.0.1", 'the scheme "redis:" is unknown to `brokers`'],
    ["nats://127.0.0.1?prefx=a", 'unknown option "prefx"; did you mean prefix?'],
    ["nats://127.0.0.1:99999", "expected a port from 1 to 65535"],
    ["nats:127.0.0.1", "expected // after nats:"],
  ])("refuses %s", async (url, message) => {
    const app = createApplication({ modules: {} });
    const listening = listenOnBroker(app, { url, brokers: [brokers.nats.create()] });
    await expect(listening).rejects.toThrow(message);
    await app.stop();
  });

  it("reports a broker that is not there", async () => {
    const app = createApplication({ modules: {} });
    const listening = listenOnBroker(app, { url: "nats://127.0.0.1:1", brokers: [brokers.nats.create()] });
    await expect(listening).rejects.toThrow("broker listener: expected to connect to nats://127.0.0.1:1, found");
    await app.stop();
  });
});
