/**
 * Removes what a queue keeps for a while only: the memory of handled messages, and dead letters. One
 * process does so at a time, in small batches.
 */

import { randomUUID } from "node:crypto";
import { startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import type { Database } from "../database/database.ts";
import { forgetHandled } from "../inbox/inbox.ts";
import { defaultInboxMs } from "../inbox/retention.ts";
import { nowOf } from "../queue/tables.ts";
import { leaveLease, takeLease } from "./lease.ts";

/** The settings of a janitor. */
export interface JanitorOptions {
  /** The database that has the tables. */
  readonly database: Database;
  /** Milliseconds for which a handled message is remembered. Default: 7 days. */
  readonly inboxMs?: number | undefined;
  /** The consumer whose memory that is: several services may share a database. Default: all of them. */
  readonly consumer?: string | undefined;
  /** Milliseconds for which a discarded dead letter is kept. Default: 30 days. */
  readonly discardedMs?: number | undefined;
  /** Milliseconds for which any other dead letter is kept. Default: until it is replayed or discarded. */
  readonly deadLetterMs?: number | undefined;
  /** Milliseconds between rounds. Default 60,000. */
  readonly everyMs?: number | undefined;
  /** Rows removed with one statement. Default 1,000. */
  readonly batchSize?: number | undefined;
  /** Receives faults of the database; the janitor goes on. */
  onError(error: unknown): void;
}

const dayMs = 86_400_000;
const defaults = { inboxMs: defaultInboxMs, discardedMs: 30 * dayMs, everyMs: 60_000, batchSize: 1_000 };
const leaseName = "janitor";
/** A statement on a batch is far shorter. */
const leaseMs = 60_000;

/** The janitor of a database. */
export class Janitor {
  readonly #options: JanitorOptions & typeof defaults;
  readonly #owner = randomUUID();
  #running: Promise<void> | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  /** Prepares a janitor; nothing is removed before `start`. */
  constructor(options: JanitorOptions) {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.#options = { ...defaults, ...(given as JanitorOptions) } as JanitorOptions & typeof defaults;
  }

  /** Begins its rounds, the first at once. Can be called again. */
  start(): void {
    if (this.#running === undefined && !this.#stopped) this.#schedule();
  }

  /** Ends; settles when the batch under way has. Can be called again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    stopTimer(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    this.#running = this.#round().then(() => {
      if (this.#stopped) return;
      this.#timer = startTimer(() => this.#schedule(), this.#options.everyMs);
      this.#timer.unref?.();
    });
  }

  async #round(): Promise<void> {
    const { database, consumer, inboxMs, discardedMs, deadLetterMs, batchSize, onError } = this.#options;
    try {
      await this.#repeat(() => forgetHandled(database, inboxMs, batchSize, consumer));
      await this.#repeat(() => this.#removeLetters(`discarded_at < ${this.#before(discardedMs)}`));
      if (deadLetterMs !== undefined)
        await this.#repeat(() =>
          this.#removeLetters(`discarded_at is null and died_at < ${this.#before(deadLetterMs)}`),
        );
      await leaveLease(database, leaseName, this.#owner);
    } catch (reason) {
      onError(reason);
    }
  }

  /** Repeats a batch until one is not full, while this process has the lease. */
  async #repeat(remove: () => Promise<number>): Promise<void> {
    const { database, batchSize } = this.#options;
    let removed = batchSize;
    while (removed >= batchSize && !this.#stopped) {
      if (!(await takeLease(database, leaseName, this.#owner, leaseMs))) return;
      removed = await remove();
    }
  }

  #before(keptMs: number): string {
    return `${nowOf[this.#options.database.dialect]} - ${Math.round(keptMs)}`;
  }

  async #removeLetters(condition: string): Promise<number> {
    const { database, batchSize } = this.#options;
    const sql =
      database.dialect === "mysql"
        ? `delete from seamline_dead_letter where ${condition} limit ${batchSize}`
        : `delete from seamline_dead_letter where position in (select position from seamline_dead_letter where ${condition} limit ${batchSize})`;
    return (await database.run(sql)).affected;
  }
}
