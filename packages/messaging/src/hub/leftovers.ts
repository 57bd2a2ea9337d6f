/**
 * Messages of an outbox whose way has gone from the configuration: those for a broker that was replaced,
 * or for a module that runs elsewhere now. They are moved to the ways that their events have.
 */

import { type Database, retryConflicts } from "../database/database.ts";
import { parseEnvelope } from "../event/envelope.ts";
import { enqueueArrived } from "../queue/enqueue.ts";
import { nowOf } from "../queue/tables.ts";
import { WakeablePause } from "../queue/wakeable-pause.ts";
import { Worker } from "../queue/worker.ts";
import type { Outcome } from "../queue/worker-options.ts";
import type { HubSettings } from "./hub-settings.ts";

/** The outbox of one module, and its ways. */
export interface LeftoversOptions {
  readonly database: Database;
  /** The receivers that a relay of this process serves. */
  readonly served: ReadonlySet<string>;
  /** The receivers of an event by its type; `undefined` for a type that this process does not know. */
  receiversOf(type: string): readonly string[] | undefined;
  /** Called when messages have been moved. */
  onMoved(): void;
  readonly settings: HubSettings;
}

/** Milliseconds until a message that has no way is looked at again. */
const noWayMs = 60_000;

/** Looks for messages of ways that no process serves, and moves them on. */
export class Leftovers {
  readonly #options: LeftoversOptions;
  readonly #workers = new Map<string, Worker>();
  #stopping = false;
  readonly #pause = new WakeablePause();
  #loop: Promise<void> | undefined;

  constructor(options: LeftoversOptions) {
    this.#options = options;
  }

  /** Begins to look. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Finishes what is at work. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#pause.wake();
    await this.#loop;
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop()));
  }

  async #run(): Promise<void> {
    const { settings } = this.#options;
    while (!this.#stopping) {
      try {
        for (const receiver of await this.#listUnserved()) this.#serve(receiver);
      } catch (reason) {
        settings.onError(reason);
      }
      if (!this.#stopping) await this.#pause.wait(settings.leaseMs);
    }
  }

  /** Each look is one search in an index for each receiver, however many messages there are. */
  async #listUnserved(): Promise<readonly string[]> {
    const { database, served } = this.#options;
    const found: string[] = [];
    let last = "";
    for (;;) {
      const next = await database.run("select min(receiver) as receiver from seamline_message where receiver > ?", [
        last,
      ]);
      const receiver = next.rows[0]?.receiver as string | null | undefined;
      if (receiver === null || receiver === undefined) return found;
      last = receiver;
      if (!receiver.startsWith("to:")) continue;
      if (!served.has(receiver) && !this.#workers.has(receiver) && !(await this.#isServedElsewhere(receiver)))
        found.push(receiver);
    }
  }

  async #isServedElsewhere(receiver: string): Promise<boolean> {
    const { database } = this.#options;
    const alive = `select 1 as alive from seamline_worker where receiver = ? and until_at >= ${nowOf[database.dialect]}`;
    return (await database.run(alive, [receiver])).rows.length > 0;
  }

  #serve(receiver: string): void {
    const { database, settings } = this.#options;
    const worker = new Worker({
      database,
      receiver,
      concurrency: settings.concurrency,
      leaseMs: settings.leaseMs,
      pollMs: settings.pollMs,
      handle: (message) => this.#move(receiver, message),
      onError: settings.onError,
    });
    this.#workers.set(receiver, worker);
    worker.start();
  }

  async #move(from: string, { key, text }: { readonly key: string; readonly text: string }): Promise<Outcome> {
    const { database, receiversOf, onMoved } = this.#options;
    const { id, type } = parseEnvelope(text);
    const receivers = receiversOf(type)?.filter((receiver) => receiver !== from) ?? [];
    if (receivers.length === 0)
      return { kind: "retry", afterMs: noWayMs, error: `${from} is not configured, and ${type} has no other way here` };
    await retryConflicts(() =>
      database.transaction(async (session) => {
        for (const receiver of receivers)
          await enqueueArrived(session, database.dialect, receiver, [{ id, key, text }]);
      }),
    );
    onMoved();
    return { kind: "done" };
  }
}
