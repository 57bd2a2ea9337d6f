/**
 * Hints between processes by LISTEN and NOTIFY. They are sent outside of the transactions that add
 * messages: a notification in a transaction serializes its commit with all others. One that is lost
 * costs the time until the next look, nothing else.
 */

import { startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import type { DatabaseHints } from "./database.ts";
import { type LentPostgresClient, lendClient, type PostgresPool } from "./postgres-pool.ts";

const channel = "seamline_queue";
const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A connection whose other end is gone does not report it by itself. */
const heartbeatMs = 15_000;

/** Makes the hints of a database. Listening takes one connection of the pool for as long as it lasts. */
export function createPostgresHints(pool: PostgresPool): DatabaseHints {
  return {
    async announce() {
      await pool.query(`select pg_notify('${channel}', '')`);
    },
    listen(onHint, onError) {
      const stopping = new AbortController();
      const done = listenUntil(pool, stopping.signal, onHint, onError);
      return {
        async stop() {
          stopping.abort();
          await done;
        },
      };
    },
  };
}

async function listenUntil(
  pool: PostgresPool,
  stopping: AbortSignal,
  onHint: () => void,
  onError: (error: unknown) => void,
): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!stopping.aborted) {
    try {
      const client = await connect(pool, stopping);
      if (client === undefined) return;
      await hear(client, stopping, () => {
        pauseMs = firstPauseMs;
        onHint();
      });
    } catch (reason) {
      if (stopping.aborted) return;
      onError(reason);
      await until(stopping, pauseMs * (0.5 + Math.random()));
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}

/** A pool that has no free connection does not keep the end waiting. */
async function connect(pool: PostgresPool, stopping: AbortSignal): Promise<LentPostgresClient | undefined> {
  const connecting = lendClient(pool).then(({ client }) => client);
  const client = await Promise.race([connecting, until(stopping)]);
  if (client !== undefined && !stopping.aborted) return client;
  void connecting.then(
    (late) => late.release(true),
    () => undefined,
  );
  return undefined;
}

/** Listens on one connection until it is lost, or no longer wanted. @throws the reason of the loss. */
async function hear(client: LentPostgresClient, stopping: AbortSignal, onHint: () => void): Promise<void> {
  let heartbeat: Timer | undefined;
  const { promise: lost, reject } = Promise.withResolvers<never>();
  const onLost = (reason?: unknown): void => reject(reason ?? new Error("the connection that listens has ended"));
  lost.catch(() => undefined);
  client.on("error", onLost);
  client.on("end", onLost);
  client.on("notification", onHint);
  try {
    await Promise.race([client.query(`listen ${channel}`), lost, until(stopping)]);
    onHint(); // of what was added before it listened
    const check = (): void => {
      heartbeat = startTimer(() => {
        const late = startTimer(() => onLost(new Error("the connection that listens does not respond")), heartbeatMs);
        client
          .query("select 1")
          .then(check, onLost)
          .finally(() => stopTimer(late));
      }, heartbeatMs);
      heartbeat.unref?.();
    };
    check();
    await Promise.race([lost, until(stopping)]);
  } finally {
    stopTimer(heartbeat);
    client.removeListener("notification", onHint);
    client.release(true);
  }
}

/** Waits until the end, or for some time. */
function until(stopping: AbortSignal, ms?: number): Promise<undefined> {
  return new Promise((resolve) => {
    const end = (): void => {
      stopTimer(timer);
      stopping.removeEventListener("abort", end);
      resolve(undefined);
    };
    const timer = ms === undefined ? undefined : startTimer(end, ms);
    if (stopping.aborted) end();
    else stopping.addEventListener("abort", end);
  });
}
