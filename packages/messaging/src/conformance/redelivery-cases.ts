/** Cases: which messages come again, and that none is skipped or overtaken. */

import { deepEqual, ok } from "node:assert/strict";
import type { BrokerCase } from "./broker-subject.ts";
import { brokerCase, orderType, restaurant, texts, until } from "./scene.ts";

/** When a broker has to deliver again. */
export const redeliveryCases: readonly BrokerCase[] = [
  brokerCase("delivers a rejected batch again, in order, before later messages", async (scene) => {
    const broker = await scene.open();
    const consuming = await scene.consume(broker);
    consuming.received.refusals = 3;
    await scene.confirm(broker, texts(1, 30));
    await scene.confirm(broker, texts(31, 60));
    await scene.taken(consuming.received, texts(1, 60));
    deepEqual(consuming.received.batches[3]?.[0], "m1");
    ok(scene.errors.length >= 3, "rejections are reported");
  }),

  brokerCase("skips nothing while batches are rejected and others publish", async (scene) => {
    const broker = await scene.open();
    const { received } = await scene.consume(broker);
    const publisher = await scene.open();
    for (let first = 1; first <= 200; first += 20) {
      if (first % 60 === 1) received.refusals += 1;
      await scene.confirm(publisher, texts(first, first + 19));
    }
    await scene.taken(received, texts(1, 200));
  }),

  brokerCase("never delivers acknowledged messages to the next consumer", async (scene) => {
    const publisher = await scene.open();
    const first = await scene.open();
    const before = await scene.consume(first);
    await scene.confirm(publisher, texts(1, 20));
    await scene.taken(before.received, texts(1, 20));
    await first.close();
    await scene.confirm(publisher, texts(21, 25));
    await scene.taken((await scene.consume(await scene.open())).received, texts(21, 25));
  }),

  brokerCase("finishes the batch at work when a consumption stops", async (scene) => {
    const broker = await scene.open();
    const first = await scene.consume(broker);
    first.received.hold();
    await scene.confirm(broker, ["m1"]);
    await scene.batch(first.received);
    let stopped = false;
    const stopping = first.stop().then(() => {
      stopped = true;
    });
    await scene.confirm(broker, ["m2"]);
    ok(!stopped, "stop() waits for the batch at work");
    first.received.release();
    await stopping;
    deepEqual(first.received.taken, ["m1"]);
    await scene.taken((await scene.consume(broker)).received, ["m2"]);
  }),

  brokerCase("gives back what it has fetched in advance when a consumption stops", async (scene) => {
    const broker = await scene.open();
    const first = await scene.consume(broker);
    first.received.hold();
    for (let from = 1; from <= 900; from += 100) await scene.confirm(broker, texts(from, from + 99));
    await scene.batch(first.received);
    const stopping = first.stop();
    first.received.release();
    await stopping;
    const next = await scene.consume(await scene.open());
    const expected = texts(1, 900).slice(first.received.taken.length);
    ok(expected.length > 0, "a batch has at most 899 messages");
    await scene.taken(next.received, expected);
    deepEqual(first.received.batches.length, 1);
  }),

  brokerCase("gives back a batch whose pause is ended by stop", async (scene) => {
    const broker = await scene.open();
    const first = await scene.consume(broker);
    first.received.refusals = Number.POSITIVE_INFINITY;
    await scene.confirm(broker, texts(1, 10));
    await scene.batch(first.received, 4);
    await first.stop();
    await scene.confirm(broker, texts(11, 20));
    await scene.taken((await scene.consume(broker)).received, texts(1, 20));
  }),

  brokerCase("can be stopped twice, and consumes again", async (scene) => {
    const broker = await scene.open();
    const first = await scene.consume(broker);
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    await scene.confirm(broker, ["m1"]);
    const second = await scene.consume(broker);
    await first.stop();
    await scene.taken(second.received, ["m1"]);
    deepEqual(first.received.batches, []);
  }),

  brokerCase(
    "delivers what a lost consumer has not acknowledged, in order, before later messages",
    async (scene) => {
      const publisher = await scene.open();
      const lost = await scene.openCuttable();
      const first = await scene.consume(lost.broker);
      await scene.confirm(publisher, texts(1, 10));
      await scene.taken(first.received, texts(1, 10));
      // A batch of one is acknowledged here, so that the loss is in the midst of the work.
      await scene.confirm(publisher, ["m11"]);
      await until("m11", () => first.received.taken.length === 11);
      first.received.hold();
      await scene.confirm(publisher, texts(12, 300));
      await until("m12", () => first.received.batches.at(-1)?.includes("m12") === true);
      await lost.cut();
      const next = await scene.consume(await scene.open());
      await scene.confirm(publisher, texts(301, 320));
      await until("m320", () => next.received.taken.includes("m320"));
      const fresh = next.received.taken.filter((text) => Number(text.slice(1)) >= 12);
      deepEqual(fresh, texts(12, 320)); // an acknowledgement on its way at the cut may be lost
    },
    { uses: ["createCuttable"] },
  ),

  brokerCase(
    "goes on to consume after its connection was lost",
    async (scene) => {
      const publisher = await scene.open();
      const { broker, cut, mend } = await scene.openCuttable();
      const { received } = await scene.consume(broker);
      await scene.confirm(publisher, texts(1, 20));
      await scene.taken(received, texts(1, 20));
      for (const from of [21, 41, 61]) {
        await cut();
        await scene.confirm(publisher, texts(from, from + 19));
        await mend();
        await until(`m${from + 19}`, () => received.taken.includes(`m${from + 19}`));
      }
      deepEqual([...new Set(received.taken)], texts(1, 80));
      ok(scene.errors.length > 0, "a lost connection is reported");
    },
    { uses: ["createCuttable"] },
  ),

  brokerCase(
    "keeps the order when its connection is lost with a batch at work",
    async (scene) => {
      const publisher = await scene.open();
      const { broker, cut, mend } = await scene.openCuttable();
      const { received } = await scene.consume(broker);
      received.hold();
      await scene.confirm(publisher, texts(1, 300));
      await scene.batch(received);
      await cut();
      await scene.confirm(publisher, texts(301, 400));
      await mend();
      received.release();
      await until("m400", () => received.taken.includes("m400"));
      deepEqual([...new Set(received.taken)], texts(1, 400));
    },
    { uses: ["createCuttable"] },
  ),

  brokerCase(
    "fails messages at once while there is no connection, and confirms them afterwards",
    async (scene) => {
      const { broker, cut, mend } = await scene.openCuttable();
      const { received } = await scene.consume(await scene.open());
      await scene.confirm(broker, ["m1"]);
      await cut();
      // The loss takes a moment to be noticed: what is published in it fails as well.
      for (let n = 0; n < 3; n += 1) {
        const [failure] = await broker.publish([{ id: `offline-${n}`, type: orderType, text: "offline" }]);
        ok(failure instanceof Error, "a message without a connection fails");
      }
      await mend();
      const again = { id: "again", type: orderType, text: "m2" };
      await until("a confirm", async () => (await broker.publish([again]))[0] === undefined);
      await until("m2", () => received.taken.includes("m2"));
      deepEqual(
        received.taken.filter((text) => text !== "offline"),
        ["m1", "m2"],
      );
    },
    { uses: ["createCuttable"] },
  ),

  brokerCase(
    "fails messages at work when its connection is lost, and does not hang",
    async (scene) => {
      const { broker, cut } = await scene.openCuttable();
      const publishing = Array.from({ length: 40 }, (_, n) =>
        broker.publish([{ id: `p${n}`, type: orderType, text: `p${n}` }]),
      );
      await cut();
      const outcomes = await Promise.all(publishing);
      const confirmed = outcomes.flatMap(([failure], n) => (failure === undefined ? [`p${n}`] : []));
      const next = await scene.open();
      await scene.confirm(next, ["end"]);
      const { received } = await scene.consume(next);
      await until("the end", () => received.taken.includes("end"));
      deepEqual(
        confirmed.filter((text) => !received.taken.includes(text)),
        [],
      );
    },
    { uses: ["createCuttable"] },
  ),

  brokerCase(
    "stops and closes without a connection",
    async (scene) => {
      const { broker, cut } = await scene.openCuttable([restaurant, { consumer: "delivery", types: [orderType] }]);
      const first = await scene.consume(broker);
      const second = await scene.consume(broker, "delivery");
      first.received.hold();
      await scene.confirm(broker, texts(1, 50));
      await scene.batch(first.received);
      await scene.taken(second.received, texts(1, 50));
      await cut();
      await second.stop();
      const closing = broker.close();
      first.received.release();
      await closing;
      const next = await scene.consume(await scene.open());
      await until("m50", () => next.received.taken.includes("m50"));
    },
    { uses: ["createCuttable"] },
  ),
];
