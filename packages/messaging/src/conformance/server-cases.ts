/** Cases: a server that is killed. */

import { deepEqual, ok } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { BrokerCase } from "./broker-subject.ts";
import { brokerCase, message, orderType, restaurant, texts, until } from "./scene.ts";

const conditions: Partial<Pick<BrokerCase, "needs" | "uses">> = {
  uses: ["server"],
  needs: ({ durable }) => durable,
};

/** What a server has to keep when it is killed. */
export const serverCases: readonly BrokerCase[] = [
  brokerCase(
    "keeps confirmed messages when its server is killed",
    async (scene) => {
      const broker = await scene.open([restaurant, { consumer: "delivery", types: [orderType] }]);
      await scene.confirm(broker, texts(1, 100));
      await scene.server.kill();
      await scene.server.start();
      await until("a confirm", async () => (await broker.publish([message("m101")]))[0] === undefined);
      for (const consumer of ["restaurant", "delivery"]) {
        const { received } = await scene.consume(broker, consumer);
        await until("m101", () => received.taken.includes("m101"));
        deepEqual([...new Set(received.taken)], texts(1, 101));
      }
    },
    conditions,
  ),

  brokerCase(
    "loses no confirmed message while its server is killed at work",
    async (scene) => {
      const broker = await scene.open();
      const { received } = await scene.consume(await scene.open());
      const confirmed: string[] = [];
      let n = 0;
      let ending = false;
      const publishing = (async () => {
        while (!ending) {
          const batch = texts(n + 1, n + 20).map((text) => message(text));
          n += 20;
          const failures = await broker.publish(batch);
          for (const [index, { text }] of batch.entries()) if (failures[index] === undefined) confirmed.push(text);
          // Some hundred batches each second: a server that starts again needs the processor as well.
          await wait(failures.includes(undefined) ? 2 : 20);
        }
      })();
      try {
        for (let kills = 0; kills < 3; kills += 1) {
          const before = confirmed.length;
          await until("200 more confirmed", () => confirmed.length > before + 200);
          await scene.server.kill();
          await scene.server.start();
        }
        const last = confirmed.length;
        await until("confirms after the last start", () => confirmed.length > last + 100);
      } finally {
        ending = true;
        await publishing;
      }
      const taken = new Set<string>();
      await until("all confirmed messages", () => {
        for (const text of received.taken) taken.add(text);
        return confirmed.every((text) => taken.has(text));
      });
      const all = new Set(confirmed);
      const first = [...taken].filter((text) => all.has(text));
      deepEqual(first, confirmed, "the first deliveries keep the order of the confirms");
      ok(scene.errors.length > 0, "a lost connection is reported");
    },
    conditions,
  ),
];
