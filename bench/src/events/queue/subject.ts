/** A queue on PostgreSQL under measurement: messages go in, and a handler that does nothing sees each. */

import type { Pool } from "pg";

/** The number of keys whose messages keep their order, for subjects that have an order. */
export const keyCount = 1_000;
/** Handlers at the same time, for every subject. */
export const concurrency = 16;

/** A queue under measurement. */
export interface QueueSubject {
  readonly name: string;
  /** Messages per round. Default: those of all. */
  readonly messages?: number;
  /** Makes its tables. */
  prepare(pool: Pool): Promise<void>;
  /** Adds messages, in transactions of any size: not measured. */
  fill(pool: Pool, count: number): Promise<void>;
  /** Works off all messages, and resolves once each was handled and is marked so. */
  drain(pool: Pool, count: number): Promise<void>;
  /** Ends what would keep the process alive. Default: nothing does. */
  close?(): Promise<void>;
}

/** Counts handled messages, and settles once there are as many as expected. */
export function countTo(expected: number): { readonly all: Promise<void>; count(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let counted = 0;
  return {
    all: promise,
    count() {
      counted += 1;
      if (counted === expected) resolve();
    },
  };
}
