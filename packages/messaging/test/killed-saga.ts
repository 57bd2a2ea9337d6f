/** The saga of the kill test: three steps, and a fourth that refuses every third order. */

import type { Database } from "../src/index.ts";
import { defineSaga, type Saga } from "../src/saga.ts";
import { CardDeclined } from "./card-declined.ts";

/** The input of the saga. */
export interface Order {
  readonly orderId: number;
}

/**
 * Defines the saga. Steps outside of the saga's transactions write on their own, as a service does that knows its
 * callers' keys.
 * @param pause in the middle of each step.
 */
export function defineKilled(database: Database, pause: () => Promise<unknown>): Saga<Order> {
  const insert = database.dialect === "mysql" ? "insert ignore into" : "insert into";
  const ignore = database.dialect === "mysql" ? "" : " on conflict do nothing";
  const call = async (key: string): Promise<void> => {
    await pause();
    await database.run(`${insert} outside (call_key) values (?)${ignore}`, [key]);
    await pause();
  };
  const retry = { firstDelayMs: 10, longestDelayMs: 50, limit: 1_000 };
  return defineSaga<Order>("killed", (steps) =>
    steps
      .transaction("create", {
        retry,
        async run({ input }, { session }) {
          await session.run("insert into effect (text) values (?)", [`create ${input.orderId}`]);
          await pause();
        },
        async compensate({ input }, { session }) {
          await session.run("insert into effect (text) values (?)", [`uncreate ${input.orderId}`]);
          await pause();
        },
      })
      .step("charge", {
        retry,
        run: ({ input }) => call(`charge ${input.orderId}`),
        compensate: ({ input }) => call(`refund ${input.orderId}`),
      })
      .transaction("book", {
        retry,
        async run({ input }, { session }) {
          await session.run("insert into effect (text) values (?)", [`book ${input.orderId}`]);
          await pause();
        },
        async compensate({ input }, { session }) {
          await session.run("insert into effect (text) values (?)", [`unbook ${input.orderId}`]);
          await pause();
        },
      })
      .step("ship", {
        retry,
        async run({ input }) {
          await call(`ship ${input.orderId}`);
          if (input.orderId % 3 === 0) throw new CardDeclined();
        },
        compensate: ({ input }) => call(`unship ${input.orderId}`),
      }),
  );
}
