/** The NATS broker on a stream that has never had a message. */

import { randomBytes } from "node:crypto";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { natsBroker } from "../src/nats.ts";
import { isNatsThere } from "./servers/nats-server.ts";
import { readUrl } from "./target-url.ts";

describe.runIf(await isNatsThere())("natsBroker on an empty stream", () => {
  it("begins to consume without a fault", async () => {
    const prefix = `test-${randomBytes(4).toString("hex")}`;
    const faults: unknown[] = [];
    const broker = readUrl(natsBroker(), `nats://127.0.0.1:4222?prefix=${prefix}`).create({
      onError: (fault) => faults.push(fault),
    });
    const connection = await connect({ servers: "127.0.0.1:4222" });
    const { streams, consumers } = await jetstreamManager(connection);
    onTestFinished(async () => {
      await broker.close();
      for (const name of [prefix, `KV_${prefix}-consumers`]) await streams.delete(name);
      await connection.close();
    });
    await broker.open([{ consumer: "restaurant", types: ["customer.orderCreated.v1"] }]);
    const consumption = await broker.consume("restaurant", async () => undefined);
    await vi.waitFor(async () => expect(await consumers.list(prefix).next()).toHaveLength(1), { timeout: 10_000 });
    await consumption.stop();
    expect(faults).toEqual([]);
  });
});
