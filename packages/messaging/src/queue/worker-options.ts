/** A worker's settings, and what its handler answers. */

import type { Database } from "../database/database.ts";
import type { QueuedMessage } from "./message-store.ts";

/**
 * The outcome of one try of a message: `done`, it leaves the queue; `retry`, it is tried again and
 * the messages behind it in its key wait; `dead`, it goes to the dead letters and its key goes on;
 * `blocked`, it stays and its key waits for a person.
 */
export interface Outcome {
  /** The next step of the queue. */
  readonly kind: "done" | "retry" | "dead" | "blocked";
  /** Milliseconds until the next try, for `retry`. Default 0. */
  readonly afterMs?: number;
  /** `false` for a `retry` that is not the message's fault: its tries stay the same. Default `true`. */
  readonly counted?: boolean;
  /** The reason, kept with the key or the dead letter. Default: none. */
  readonly error?: string;
}

/** One try of a message. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** Tries of it that ended with their process. */
  readonly crashes: number;
}

/** The settings of a worker, all required. */
export interface WorkerOptions {
  /** The database that has the queue. */
  readonly database: Database;
  /** The receiver whose messages are worked off. */
  readonly receiver: string;
  /**
   * Handles one message. After a rejection it is tried again, in 1 second and up to 60, doubled each
   * time, and `onError` receives the reason.
   */
  handle(message: QueuedMessage, attempt: Attempt): Promise<Outcome>;
  /** Messages handled at the same time. */
  readonly concurrency: number;
  /** Milliseconds until others may take over the lanes of a worker that is silent. */
  readonly leaseMs: number;
  /** Milliseconds between looks at the queue if nothing wakes the worker. */
  readonly pollMs: number;
  /** Receives faults of the database and rejections of `handle`; the worker goes on. */
  onError(error: unknown): void;
}

/** Messages held per message at work: enough to go on while the next are read. */
const prefetchFactor = 4;
/**
 * The same with few at work, since each look at the queue is a journey to the database: with 256 held
 * instead of 64, a queue of small messages took 0.7 of the time (PostgreSQL, 16 at work).
 */
const prefetchFactorOfFew = 16;
const mostHeldOfFew = 256;

/** The most messages that a worker holds at once, for the number that it has at work. */
export function mostHeldWith(concurrency: number): number {
  return Math.max(concurrency * prefetchFactor, Math.min(concurrency * prefetchFactorOfFew, mostHeldOfFew));
}
