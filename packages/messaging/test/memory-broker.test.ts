/** The memory broker. */

import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { memoryBroker } from "../src/index.ts";
import { type DisposableSubject, testBroker } from "./broker-suite.ts";
import { listFaults, readUrl } from "./target-url.ts";

const provider = memoryBroker();
const quiet = { onError: () => undefined };
const uniqueName = (): string => `test-${randomBytes(4).toString("hex")}`;

testBroker("memory", async (): Promise<DisposableSubject> => {
  const name = uniqueName();
  const keeper = readUrl(provider, `memory:${name}`).create(quiet); // the queues end with the last broker
  await keeper.open([]);
  return {
    create: (options) => readUrl(provider, `memory:${name}`).create(options),
    createContradicting: (options) => readUrl(provider, `memory:${name}?capacity=7`).create(options),
    dispose: () => keeper.close(),
  };
});

describe("memoryBroker", () => {
  it("refuses messages beyond its capacity, and takes more when some are handled", async () => {
    const broker = readUrl(provider, `memory:${uniqueName()}?capacity=3&batch=2`).create(quiet);
    await broker.open([{ consumer: "a", types: ["x.y.v1"] }]);
    const publish = async (id: string): Promise<string | undefined> =>
      (await broker.publish([{ id, type: "x.y.v1", text: id }]))[0]?.message;
    expect([await publish("1"), await publish("2"), await publish("3")]).toEqual([undefined, undefined, undefined]);
    expect(await publish("4")).toBe(
      "the message 4 of type x.y.v1: the queue of a consumer is full with 3 messages; see why they are not handled, or raise the option capacity",
    );
    const batches: number[] = [];
    const handled = new Promise<void>((resolve) => {
      void broker.consume("a", async (batch) => {
        batches.push(batch.length);
        if (batches.length === 2) resolve();
      });
    });
    await handled;
    expect(batches).toEqual([2, 1]);
    await broker.close();
  });

  it("reads its URL", () => {
    expect(readUrl(provider, "memory:").settings).toEqual({ capacity: "100000", batch: "100" });
    expect(listFaults(provider, "memory:a/b?capacity=0&bach=3")).toEqual([
      '7: expected a name of up to 100 letters, digits, "-" and "_", or none, found "a/b"',
      '20: capacity: expected a whole number from 1 to 10000000, found "0"',
      '22: unknown option "bach"; did you mean batch?',
    ]);
  });
});
