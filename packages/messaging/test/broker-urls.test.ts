/** The URLs of brokers with a server: their faults, and that nothing prints a password. */

import { describe, expect, it } from "vitest";
import { amqpBroker } from "../src/amqp.ts";
import { redisBroker } from "../src/redis.ts";
import { listFaults, readUrl } from "./target-url.ts";

const settings = { prefix: "seamline", batch: "100", confirm: "10000ms", connect: "5000ms" };
const amqpSettings = { ...settings, deliveries: "1000000", heartbeat: "10s" };
const redisSettings = { ...settings, length: "1000000", durability: "any" };

describe("amqpBroker", () => {
  it.each([
    ["amqp://rabbit", amqpSettings],
    ["amqps://order:se%40cret@[::1]:5671/shop%2Feu", amqpSettings],
    [
      "amqp://rabbit/?prefix=shop-1&batch=1000&confirm=30s",
      { ...amqpSettings, prefix: "shop-1", batch: "1000", confirm: "30000ms" },
    ],
    [
      "amqp://rabbit?heartbeat=600&connect=100ms&deliveries=20",
      { ...amqpSettings, heartbeat: "600s", connect: "100ms", deliveries: "20" },
    ],
  ])("reads %s", (text, expected) => {
    expect(readUrl(amqpBroker(), text).settings).toEqual(expected);
  });

  it.each([
    ["amqp:rabbit", "5: expected // after amqp:, as in amqp://user:password@host:5672"],
    ["amqp://", /^7: expected a host name or address/],
    ["amqp://a b", /^7: expected a host name or address/],
    ["amqp://rabbit:0", "14: expected a port from 1 to 65535"],
    ["amqp://rabbit:x", "14: expected a port from 1 to 65535"],
    ["amqp://rabbit#x", /^13: expected no fragment/],
    ["amqp://o:%@rabbit", /^7: expected valid percent escapes/],
    ["amqp://rabbit?prefix=amq.x", /^21: prefix: expected 1 to 64 letters, .+, found "amq\.x"$/],
    ["amqp://rabbit?batch=1001", '20: batch: expected a whole number from 1 to 1000, found "1001"'],
    [
      "amqp://rabbit?confirm=10",
      '22: confirm: expected a duration from 100ms to 300s, such as 800ms or 5s, found "10"',
    ],
    ["amqp://rabbit?heartbeat=0", '24: heartbeat: expected a whole number from 1 to 600, found "0"'],
    ["amqp://rabbit?heartbeet=5", '14: unknown option "heartbeet"; did you mean heartbeat?'],
  ])("finds the fault of %s", (text, expected) => {
    const faults = listFaults(amqpBroker(), text);
    expect(faults).toHaveLength(1);
    if (typeof expected === "string") expect(faults[0]).toBe(expected);
    else expect(faults[0]).toMatch(expected);
  });

  it("makes no broker of a URL with a fault", () => {
    const target = amqpBroker().read({ text: "amqp:x", scheme: "amqp", rest: "x", options: [] }, () => undefined);
    expect(target.settings).toEqual({});
    expect(() => target.create({ onError: () => undefined })).toThrow("its faults have been reported");
  });
});

describe("redisBroker", () => {
  it.each([
    ["redis://redis", redisSettings],
    [
      "rediss://:se%40cret@redis:6380/7?durability=always&length=5",
      { ...redisSettings, durability: "always", length: "5" },
    ],
  ])("reads %s", (text, expected) => {
    expect(readUrl(redisBroker(), text).settings).toEqual(expected);
  });

  it.each([
    ["redis://redis/orders", "14: expected the number of a database after the host, as in /0"],
    ["redis://redis?durability=some", '25: durability: expected any or everysec or always, found "some"'],
    ["redis://redis?length=0", '21: length: expected a whole number from 1 to 100000000, found "0"'],
    ["redis://redis?maxlen=5", /^14: unknown option "maxlen"; known: prefix, batch, length/],
  ])("finds the fault of %s", (text, expected) => {
    const faults = listFaults(redisBroker(), text);
    expect(faults).toHaveLength(1);
    if (typeof expected === "string") expect(faults[0]).toBe(expected);
    else expect(faults[0]).toMatch(expected);
  });
});

describe.each([
  ["amqp", amqpBroker()],
  ["redis", redisBroker()],
])("a password in a URL of %s", (scheme, provider) => {
  it.each([
    "//order:se?cret=1@host",
    "//order:se/cret@host",
    "//order:se#cret@host",
    "//order:se@cret@host:x",
    "//order:secret%@host",
    "//order:secret@",
    "//order:secret@ho st",
    "//order:secret@host?prefix=!&x=1",
  ])("is in no fault and in no setting: %s", (rest) => {
    const text = `${scheme}:${rest}`;
    const faults = listFaults(provider, text);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join()).not.toMatch(/cret|se[?/#@]/);
  });

  it("is not in the reason for which a server cannot be reached", async () => {
    const target = readUrl(provider, `${scheme}://order:secret@127.0.0.1:1?connect=200ms`);
    const broker = target.create({ onError: () => undefined });
    const reason = await broker.open([]).catch((error: unknown) => error);
    expect(String(reason)).toMatch(/^Error: no connection to \w+ at 127\.0\.0\.1:1: .*ECONNREFUSED/);
    expect(String(reason)).not.toContain("secret");
    expect(JSON.stringify(target.settings)).not.toContain("secret");
    await broker.close();
  });
});
