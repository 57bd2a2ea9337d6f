/** Cases: which messages are confirmed, and which fail with a reason. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { BrokerCase } from "./broker-subject.ts";
import { brokerCase, message, orderType, restaurant, texts, until } from "./scene.ts";

/**
 * Bytes that 3,000 publications may leave behind: the receiver of the case keeps some for each, a broker
 * that keeps a promise for each has over 1.5 MB.
 */
const mostKeptBytes = 1_000_000;

/** What a broker has to do with messages that it is given. */
export const publishCases: readonly BrokerCase[] = [
  brokerCase("fails a message that no queue takes, and no other of its batch", async (scene) => {
    const broker = await scene.open();
    const failures = await broker.publish([message("m1"), message("lost", "customer.unknown.v1"), message("m2")]);
    equal(failures.length, 3);
    equal(failures[0], undefined);
    match(failures[1]?.message ?? "confirmed", /customer\.unknown\.v1/);
    equal(failures[2], undefined);
    await scene.taken((await scene.consume(broker)).received, ["m1", "m2"]);
  }),

  brokerCase("confirms a message with the id of an earlier one, and loses none", async (scene) => {
    const broker = await scene.open();
    const { received } = await scene.consume(broker);
    const again = message("again");
    deepEqual(await broker.publish([again]), [undefined]);
    await until("the first", () => received.taken.includes("again"));
    deepEqual(await broker.publish([again, message("last")]), [undefined, undefined]);
    await until("the last", () => received.taken.includes("last"));
    ok(received.taken.length <= 3, `at most one double, found ${received.taken.length - 2}`);
  }),

  brokerCase("delivers a text again that has an id of its own", async (scene) => {
    const broker = await scene.open();
    const { received } = await scene.consume(broker);
    await scene.confirm(broker, ["replayed"]);
    await scene.confirm(broker, ["replayed"]);
    await scene.taken(received, ["replayed", "replayed"]);
  }),

  brokerCase("takes messages up to its limit, in bytes of UTF-8", async (scene) => {
    const broker = await scene.open();
    const limit = broker.features.maxMessageBytes;
    const largest = `${"é".repeat(Math.floor((limit - 1) / 2))}${limit % 2 === 0 ? "ab" : "a"}`;
    const { received } = await scene.consume(broker);
    await scene.confirm(broker, [largest, "m2"]);
    await until("2 messages", () => received.taken.length === 2);
    ok(received.taken[0] === largest, "the largest message is not delivered as it was published");
    equal(received.taken[1], "m2");
  }),

  brokerCase("fails a message beyond its limit, and no other of its batch", async (scene) => {
    const broker = await scene.open();
    const limit = broker.features.maxMessageBytes;
    const failures = await broker.publish([message("m1"), message("x".repeat(limit + 1)), message("m2")]);
    equal(failures[0], undefined);
    match(failures[1]?.message ?? "confirmed", new RegExp(`at most ${limit} bytes.*found ${limit + 1}`));
    equal(failures[2], undefined);
    await scene.taken((await scene.consume(broker)).received, ["m1", "m2"]);
  }),

  brokerCase("fails a message whose type or id has another form", async (scene) => {
    const broker = await scene.open();
    const types = ["", "a b", "a.*", ">", "a..b", ".a", "a\r\nb", "t".repeat(201)];
    const byType = await broker.publish(types.map((type) => message("bad", type)));
    for (const [index, failure] of byType.entries()) match(failure?.message ?? types[index] ?? "", /expected a type/);
    const ids = ["", "a b", "a\r\nb", "i".repeat(101)];
    const byId = await broker.publish(ids.map((id) => ({ ...message("bad"), id })));
    for (const [index, failure] of byId.entries()) match(failure?.message ?? ids[index] ?? "", /expected an id/);
    await scene.confirm(broker, ["good"]);
    await scene.taken((await scene.consume(broker)).received, ["good"]);
  }),

  brokerCase("confirms nothing for no messages", async (scene) => {
    deepEqual(await (await scene.open()).publish([]), []);
  }),

  brokerCase("confirms batches that are published at the same time", async (scene) => {
    const broker = await scene.open();
    await Promise.all([1, 51, 101].map((first) => scene.confirm(broker, texts(first, first + 49))));
    const { received } = await scene.consume(broker);
    await until("150 messages", () => received.taken.length >= 150);
    deepEqual(new Set(received.taken), new Set(texts(1, 150)));
    equal(received.taken.length, 150);
  }),

  brokerCase("keeps nothing of publications that are confirmed", async (scene) => {
    const broker = await scene.open();
    const { received } = await scene.consume(broker);
    let published = 0;
    const publish = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(Array.from({ length: 100 }, () => scene.confirm(broker, ["m"])));
        published += 100;
      }
      await until(`${published} messages`, () => received.taken.length >= published);
    };
    await publish(10);
    const before = measureHeap();
    await publish(30);
    const kept = measureHeap() - before;
    ok(kept < mostKeptBytes, `expected less than ${mostKeptBytes} bytes kept of 3,000 publications, found ${kept}`);
  }),

  brokerCase("takes types and names of consumers at their longest", async (scene) => {
    const types = [`${"t".repeat(99)}.${"T".repeat(96)}.v10`, `${"t".repeat(99)}.${"T".repeat(96)}.v11`];
    const consumers = ["c".repeat(100), `${"c".repeat(99)}-`, `${"c".repeat(99)}_`];
    const broker = await scene.open([restaurant, ...consumers.map((consumer) => ({ consumer, types }))]);
    const all = await Promise.all(consumers.map(async (consumer) => (await scene.consume(broker, consumer)).received));
    await scene.confirm(broker, ["first"], types[0]);
    await scene.confirm(broker, ["second"], types[1]);
    await scene.confirm(broker, ["other"], orderType);
    for (const received of all) await scene.taken(received, ["first", "second"]);
  }),
];

/** Bytes of heap in use after a garbage collection. */
function measureHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
