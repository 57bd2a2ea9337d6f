/** Cases: who receives which messages, and in which order. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { BrokerCase } from "./broker-subject.ts";
import { brokerCase, message, orderType, restaurant, texts, until } from "./scene.ts";

const canceledType = "customer.orderCanceled.v1";
const paidType = "accounting.orderPaid.v2";

/** What a broker has to deliver. */
export const deliveryCases: readonly BrokerCase[] = [
  brokerCase("delivers each message once, in order, to its consumer", async (scene) => {
    const broker = await scene.open();
    const { received } = await scene.consume(broker);
    await scene.confirm(broker, texts(1, 10));
    await scene.confirm(broker, texts(11, 20));
    await scene.taken(received, texts(1, 20));
  }),

  brokerCase("delivers to each consumer the types that it is bound to", async (scene) => {
    const broker = await scene.open([
      { consumer: "restaurant", types: [orderType, canceledType] },
      { consumer: "delivery", types: [canceledType, paidType] },
      { consumer: "customer", types: [paidType] },
    ]);
    const [kitchen, courier, customer] = await Promise.all(
      ["restaurant", "delivery", "customer"].map(async (name) => (await scene.consume(broker, name)).received),
    );
    await scene.confirm(broker, ["created"], orderType);
    await scene.confirm(broker, ["canceled"], canceledType);
    await scene.confirm(broker, ["paid"], paidType);
    await scene.confirm(broker, ["created again"], orderType);
    ok(kitchen && courier && customer);
    await scene.taken(kitchen, ["created", "canceled", "created again"]);
    await scene.taken(courier, ["canceled", "paid"]);
    await scene.taken(customer, ["paid"]);
  }),

  brokerCase("keeps the order of messages of different types for one consumer", async (scene) => {
    const types = [orderType, canceledType, paidType];
    const broker = await scene.open([{ consumer: "restaurant", types }]);
    const expected = texts(1, 60);
    const messages = expected.map((text, index) => message(text, types[index % 3]));
    deepEqual(await broker.publish(messages), Array(60).fill(undefined));
    await scene.taken((await scene.consume(broker)).received, expected);
  }),

  brokerCase("keeps messages for a consumer that has not run yet", async (scene) => {
    const publisher = await scene.open();
    await scene.confirm(publisher, texts(1, 5));
    const consuming = await scene.open();
    await scene.taken((await scene.consume(consuming)).received, texts(1, 5));
  }),

  brokerCase("delivers to a consumer of another broker", async (scene) => {
    const [publisher, consuming] = [await scene.open(), await scene.open()];
    const { received } = await scene.consume(consuming);
    await scene.confirm(publisher, texts(1, 5));
    await scene.taken(received, texts(1, 5));
  }),

  brokerCase("keeps the order of confirmed messages over many batches", async (scene) => {
    const broker = await scene.open();
    const { received } = await scene.consume(broker);
    for (let first = 1; first <= 1_000; first += 50) await scene.confirm(broker, texts(first, first + 49));
    await scene.taken(received, texts(1, 1_000));
    equal(received.mostAtWork, 1, "batches at work at once");
  }),

  brokerCase("keeps the order of each publisher", async (scene) => {
    const brokers = [await scene.open(), await scene.open(), await scene.open()];
    const { received } = await scene.consume(await scene.open());
    await Promise.all(
      brokers.map(async (broker, index) => {
        for (let n = 1; n <= 40; n += 1) await scene.confirm(broker, [`${index}:${n}`]);
      }),
    );
    await until("120 messages", () => received.taken.length >= 120);
    for (const [index] of brokers.entries()) {
      const own = received.taken.filter((text) => text.startsWith(`${index}:`));
      deepEqual(
        own,
        Array.from({ length: 40 }, (_, n) => `${index}:${n + 1}`),
      );
    }
  }),

  brokerCase("holds no consumer up by another", async (scene) => {
    const broker = await scene.open([restaurant, { consumer: "delivery", types: [orderType] }]);
    const slow = await scene.consume(broker);
    slow.received.hold();
    const fast = await scene.consume(broker, "delivery");
    for (let first = 1; first <= 300; first += 100) await scene.confirm(broker, texts(first, first + 99));
    await scene.taken(fast.received, texts(1, 300));
    deepEqual(slow.received.taken, []);
    slow.received.release();
    await scene.taken(slow.received, texts(1, 300));
  }),

  brokerCase("delivers texts of all kinds unchanged", async (scene) => {
    const broker = await scene.open();
    const { received } = await scene.consume(broker);
    const unusual = [
      "{}",
      " ",
      "\u0000",
      "a\u0000b",
      "é ü ß 漢字 🍕 \u{10ffff}",
      `"quotes" 'and' \\ back\\slashes`,
      "line\r\nline\n\n",
      "\ufeffmark",
      "\u2028\u2029",
      "$1 %s {0} </script>",
      JSON.stringify({ data: ["\u0000", "\ud83c\udf55"] }),
    ];
    await scene.confirm(broker, unusual);
    await scene.taken(received, unusual);
  }),

  brokerCase("delivers an empty text", async (scene) => {
    const broker = await scene.open();
    await scene.confirm(broker, ["", "next"]);
    await scene.taken((await scene.consume(broker)).received, ["", "next"]);
  }),
];
