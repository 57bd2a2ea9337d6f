/** The upkeep of a module's queues: their bounds, their age, and what is forgotten. */

import type { ContractEvent } from "@seamline/core";
import type { Database } from "../database/database.ts";
import { defaultInboxMs, findRetentionFault } from "../inbox/retention.ts";
import { BacklogMonitor } from "../operate/backlog-monitor.ts";
import { Janitor } from "../operate/janitor.ts";
import type { HubSettings } from "./hub-settings.ts";

const dayMs = 86_400_000;

/** Watches and cleans the queues of one module. */
export class Upkeep {
  readonly #monitor: BacklogMonitor;
  readonly #janitor: Janitor;
  readonly #inboxMs: number;

  /**
   * @param service the name of the module: its memory alone is cleaned, as others may share the database.
   * @param receivers the queues of the module's database: its own, and those of its outbox.
   * @param handled the events that the module handles: the longest of their memories counts.
   */
  constructor(
    database: Database,
    service: string,
    receivers: readonly string[],
    handled: readonly ContractEvent[],
    { capacity, maxAgeMs, onBacklog, onError }: HubSettings,
  ) {
    const days = handled.map(({ rememberDays }) => rememberDays * dayMs);
    this.#inboxMs = days.length === 0 ? defaultInboxMs : Math.max(...days);
    this.#monitor = new BacklogMonitor({ database, receivers, capacity, maxAgeMs, onBacklog, onError });
    this.#janitor = new Janitor({ database, consumer: service, inboxMs: this.#inboxMs, onError });
  }

  /** Counts messages that are about to be added. @throws {ServiceError} `resource_exhausted` for a full queue. */
  admit(receivers: readonly string[]): void {
    this.#monitor.admit(receivers);
  }

  /** The reasons for which the process should get no calls; none while it is ready. */
  get unreadyReasons(): readonly string[] {
    return this.#monitor.unreadyReasons;
  }

  /**
   * Compares what is remembered with what a broker may deliver once more.
   * @throws {Error} if doubles could come after they are forgotten.
   */
  assertRemembers(service: string, broker: string, redeliveryMs: number | undefined): void {
    const fault = findRetentionFault(this.#inboxMs, broker, redeliveryMs);
    if (fault !== undefined) throw new Error(`${service}: rememberDays: ${fault}`);
  }

  start(): void {
    this.#monitor.start();
    this.#janitor.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#monitor.stop(), this.#janitor.stop()]);
  }
}
