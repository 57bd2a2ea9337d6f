/** Consumes a stream of Redis in batches, by a connection of its own, on which it waits. */

import type { Consumption, Delivery } from "../broker.ts";
import { deliverBatch } from "../deliver-batch.ts";
import { pause } from "../pause.ts";
import { pauseAfter, type Reconnecting } from "../reconnecting.ts";
import type { RedisLink } from "./redis-link.ts";
import { acknowledge, type RedisEntry, readEntries, waitForEntry } from "./redis-streams.ts";
import type { RedisTarget } from "./redis-target.ts";

/** Milliseconds of one wait for messages. */
const waitMs = 2_000;

/** What a consumption needs. */
export interface RedisConsumptionOptions {
  /** Its own connection, which it closes. */
  readonly connection: Reconnecting<RedisLink>;
  /** The server. */
  readonly target: RedisTarget;
  /** The consumer. */
  readonly consumer: string;
  /** Declares the stream again, which may have been deleted. */
  declare(link: RedisLink): Promise<void>;
  /** Takes a batch. */
  receive(batch: readonly Delivery[]): Promise<void>;
  /** Receives faults. */
  onError(error: unknown): void;
}

/** Starts a consumption. */
export function consumeRedis(options: RedisConsumptionOptions): Consumption {
  const stopping = new AbortController();
  const running = keepConsuming(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function keepConsuming(options: RedisConsumptionOptions, signal: AbortSignal): Promise<void> {
  const { connection, onError } = options;
  for (let failures = 0; !signal.aborted; failures += 1) {
    if (failures > 0) await pause(pauseAfter(failures), signal);
    const link = await connection.next(signal);
    if (link === undefined) break;
    try {
      await options.declare(link);
      await consumeLink(options, link, signal, () => {
        failures = 0;
      });
    } catch (reason) {
      // The loss of the connection is reported by what keeps it.
      if (!signal.aborted && connection.current === link) onError(reason);
    }
  }
  await connection.close();
}

async function consumeLink(
  options: RedisConsumptionOptions,
  link: RedisLink,
  signal: AbortSignal,
  onSuccess: () => void,
): Promise<void> {
  for (let fruitless = 0; !signal.aborted; ) {
    const entries = await readEntries(options.target, link, options.consumer);
    if (entries.length > 0) {
      await handOn(options, link, signal, entries);
      onSuccess();
      fruitless = 0;
      continue;
    }
    // A message that others have acknowledged and not deleted would end the wait for ever.
    if (fruitless++ > 0) await pause(pauseAfter(Math.min(fruitless, 4)), signal);
    if (!signal.aborted) await waitOn(options, link, signal);
  }
}

/** Waits for messages; the signal ends the wait, and the connection with it. */
async function waitOn(
  { target, consumer }: RedisConsumptionOptions,
  link: RedisLink,
  signal: AbortSignal,
): Promise<void> {
  const end = (): void => link.end(new Error("the consumption was stopped"));
  signal.addEventListener("abort", end);
  try {
    await waitForEntry(target, link, consumer, waitMs);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

async function handOn(
  { target, consumer, receive, onError }: RedisConsumptionOptions,
  link: RedisLink,
  signal: AbortSignal,
  entries: readonly RedisEntry[],
): Promise<void> {
  const lost = new AbortController();
  void link.lost.then(() => lost.abort());
  const batch = entries.flatMap(({ delivery }) => delivery ?? []);
  const missing = entries.length - batch.length;
  if (missing > 0) onError(new Error(`the stream of ${consumer}: others have deleted ${missing} of its messages`));
  const over = AbortSignal.any([signal, lost.signal]);
  // What is not acknowledged is read again first.
  if (batch.length > 0 && !(await deliverBatch(batch, receive, onError, over))) return;
  const ids = entries.map(({ id }) => id);
  await acknowledge(target, link, consumer, ids);
}
