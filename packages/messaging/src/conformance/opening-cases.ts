/** Cases: opening and closing. */

import { deepEqual, match, ok, rejects } from "node:assert/strict";
import type { Binding } from "../broker/broker.ts";
import type { BrokerCase } from "./broker-subject.ts";
import { brokerCase, message, orderType, restaurant, texts } from "./scene.ts";

const paidType = "accounting.orderPaid.v1";

/** How a broker has to open and close. */
export const openingCases: readonly BrokerCase[] = [
  brokerCase("opens again with more consumers", async (scene) => {
    const broker = await scene.open();
    await scene.confirm(broker, ["m1"]);
    await broker.open([restaurant, { consumer: "delivery", types: [orderType, paidType] }]);
    await scene.confirm(broker, ["m2"]);
    await scene.confirm(broker, ["m3"], paidType);
    const delivery = await scene.consume(broker, "delivery");
    await scene.taken((await scene.consume(broker)).received, ["m1", "m2"]);
    await scene.taken(delivery.received, ["m2", "m3"]);
  }),

  brokerCase("delivers types that another broker has bound since", async (scene) => {
    const older = await scene.open();
    const consuming = await scene.consume(older);
    await scene.confirm(older, ["m1"]);
    await scene.taken(consuming.received, ["m1"]);
    const newer = await scene.open([{ consumer: "restaurant", types: [orderType, paidType] }]);
    await scene.confirm(older, ["m2"], paidType);
    await scene.confirm(newer, ["m3"], paidType);
    await scene.confirm(older, ["m4"]);
    await scene.taken(consuming.received, ["m1", "m2", "m3", "m4"]);
  }),

  brokerCase("keeps types that a later broker does not bind", async (scene) => {
    const both = await scene.open([{ consumer: "restaurant", types: [orderType, paidType] }]);
    const fewer = await scene.open();
    await scene.confirm(both, ["m1"], paidType);
    await scene.confirm(fewer, ["m2"], paidType);
    await scene.confirm(fewer, ["m3"]);
    await scene.taken((await scene.consume(both)).received, ["m1", "m2", "m3"]);
  }),

  brokerCase("opens in several processes at once", async (scene) => {
    const services = ["restaurant", "delivery", "accounting", "kitchen"];
    const bindings = services.map((consumer, n): Binding => ({ consumer, types: [orderType, `shop.event${n}.v1`] }));
    const brokers = await Promise.all(bindings.map((binding) => scene.open([binding])));
    for (const broker of brokers) {
      for (const n of services.keys()) await scene.confirm(broker, ["own"], `shop.event${n}.v1`);
      await scene.confirm(broker, ["all"]);
    }
    for (const [n, consumer] of services.entries()) {
      const broker = brokers[n];
      ok(broker);
      const { received } = await scene.consume(broker, consumer);
      await scene.taken(received, ["own", "all", "own", "all", "own", "all", "own", "all"]);
    }
  }),

  brokerCase("refuses names and types of another form", async (scene) => {
    const wrong: readonly (readonly [Binding[], RegExp])[] = [
      [[{ consumer: "", types: [orderType] }], /consumer: expected 1 to 100/],
      [[{ consumer: "a.b", types: [orderType] }], /consumer: expected 1 to 100/],
      [[{ consumer: "c".repeat(101), types: [orderType] }], /consumer: expected 1 to 100/],
      [[{ consumer: "restaurant", types: [] }], /at least one type/],
      [[{ consumer: "restaurant", types: ["a.*"] }], /expected a type/],
      [[restaurant, restaurant], /bound twice/],
    ];
    for (const [bindings, reason] of wrong) await rejects(scene.create().open(bindings), reason);
  }),

  brokerCase(
    "reports what was expected and found when another has declared the queues",
    async (scene) => {
      await scene.open();
      const other = scene.createContradicting();
      await rejects(other.open([restaurant]), /expected .+ found .+/s);
      await other.close();
    },
    { uses: ["createContradicting"] },
  ),

  brokerCase(
    "fails to open without a server, and opens when there is one",
    async (scene) => {
      const { broker, cut, mend } = scene.createCuttable();
      await cut();
      await rejects(broker.open([restaurant]), Error);
      await mend();
      await broker.open([restaurant]);
      await scene.confirm(broker, ["m1"]);
    },
    { uses: ["createCuttable"] },
  ),

  brokerCase("refuses to consume for a consumer without a binding, and for one twice", async (scene) => {
    const broker = await scene.open();
    await rejects(
      broker.consume("unknown", async () => undefined),
      /unknown/,
    );
    await scene.consume(broker);
    await rejects(
      broker.consume("restaurant", async () => undefined),
      /restaurant/,
    );
    await rejects(
      scene.create().consume("restaurant", async () => undefined),
      Error,
    );
  }),

  brokerCase("fails messages before it is open and after it is closed", async (scene) => {
    const broker = scene.create();
    const [before] = await broker.publish([message("early")]);
    match(before?.message ?? "confirmed", /open/);
    await broker.open([restaurant]);
    await scene.confirm(broker, ["m1"]);
    await broker.close();
    const [after] = await broker.publish([message("late")]);
    match(after?.message ?? "confirmed", /open|closed/);
    await rejects(
      broker.consume("restaurant", async () => undefined),
      Error,
    );
    await rejects(broker.open([restaurant]), /closed/);
  }),

  brokerCase("can be closed twice, before it is open, and while it opens", async (scene) => {
    const broker = await scene.open();
    await scene.consume(broker);
    await Promise.all([broker.close(), broker.close()]);
    await broker.close();
    await scene.create().close();
    const opening = scene.create();
    const outcome = opening.open([restaurant]).then(
      () => "open",
      () => "refused",
    );
    await opening.close();
    ok(["open", "refused"].includes(await outcome));
    const [failure] = await opening.publish([message("late")]);
    ok(failure instanceof Error, "it is closed");
  }),

  brokerCase("finishes the batch at work when it closes", async (scene) => {
    const publisher = await scene.open();
    const broker = await scene.open();
    const first = await scene.consume(broker);
    first.received.hold();
    await scene.confirm(publisher, ["m1"]);
    await scene.batch(first.received);
    const closing = broker.close();
    await scene.confirm(publisher, texts(2, 3));
    first.received.release();
    await closing;
    deepEqual(first.received.taken, ["m1"]);
    await scene.taken((await scene.consume(publisher)).received, ["m2", "m3"]);
  }),
];
