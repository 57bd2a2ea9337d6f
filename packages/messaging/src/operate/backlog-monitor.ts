/**
 * Watches the queues of a database: their length bounds what is added, their age decides about the
 * readiness of the process, and both are there to be measured.
 */

import { ServiceError } from "@seamline/core";
import { now, runCallback, startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import type { Database } from "../database/database.ts";
import { type Backlog, readBacklog } from "./backlog.ts";

/** The settings of a monitor. */
export interface BacklogMonitorOptions {
  /** The database that has the queues. */
  readonly database: Database;
  /** The receivers that are watched. */
  readonly receivers: readonly string[];
  /** Messages of one receiver from which on no more are added, from 1. Default 1,000,000. */
  readonly capacity?: number | undefined;
  /**
   * Milliseconds after which a message that waits makes the process not ready. For receivers that begin
   * with `to:`, messages to be moved or published, any message counts; for others those whose key waits
   * neither for another try nor for a person. Default 60,000.
   */
  readonly maxAgeMs?: number | undefined;
  /**
   * Milliseconds between looks, and at least 20 times as long as a look takes. Default 5,000.
   */
  readonly everyMs?: number | undefined;
  /** Receives each look. What it throws or rejects with is dropped. Default: none. */
  readonly onBacklog?: ((backlog: Backlog) => void) | undefined;
  /** Receives faults of the database; the monitor goes on. */
  onError(error: unknown): void;
}

const defaults = { capacity: 1_000_000, maxAgeMs: 60_000, everyMs: 5_000 } as const;
/** A look may take this share of the time. */
const restPerLook = 20;

/** The monitor of a database. */
export class BacklogMonitor {
  readonly #options: BacklogMonitorOptions;
  readonly #capacity: number;
  readonly #maxAgeMs: number;
  readonly #everyMs: number;
  readonly #found = new Map<string, Backlog>();
  /** Messages admitted since the last look began. */
  readonly #added = new Map<string, number>();
  #lookedAt: number | undefined;
  #looking: Promise<void> | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  /** Prepares a monitor; nothing is read before `start`. */
  constructor(options: BacklogMonitorOptions) {
    this.#options = options;
    this.#capacity = options.capacity ?? defaults.capacity;
    this.#maxAgeMs = options.maxAgeMs ?? defaults.maxAgeMs;
    this.#everyMs = options.everyMs ?? defaults.everyMs;
  }

  /** Begins to look. Can be called again. */
  start(): void {
    if (this.#looking !== undefined || this.#stopped) return;
    this.#lookedAt = now();
    this.#schedule();
  }

  /** Ends; settles when the look under way has. Can be called again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    stopTimer(this.#timer);
    await this.#looking;
  }

  /** The last look at each queue. */
  get backlogs(): readonly Backlog[] {
    return [...this.#found.values()];
  }

  /**
   * Counts messages that are about to be added, one for each receiver. The count is that of the last
   * look and what was admitted here since, so a queue exceeds its capacity at most by what other
   * processes add between two looks; messages that are rolled back count until the next look.
   * @throws {ServiceError} `resource_exhausted` if the queue of one of them is full; none is counted then.
   */
  admit(receivers: readonly string[]): void {
    for (const receiver of receivers) {
      const waiting = (this.#found.get(receiver)?.waiting ?? 0) + (this.#added.get(receiver) ?? 0);
      if (waiting < this.#capacity) continue;
      throw new ServiceError(
        "resource_exhausted",
        `the queue of ${receiver} has about ${waiting} messages, and a capacity of ${this.#capacity}; start or repair what works it off`,
        { retryable: true },
      );
    }
    for (const receiver of receivers) this.#added.set(receiver, (this.#added.get(receiver) ?? 0) + 1);
  }

  /** The reasons for which this process should get no calls, one line each; none while it is ready. */
  get unreadyReasons(): readonly string[] {
    const reasons = this.backlogs.flatMap(({ receiver, waiting, oldestMs, oldestUntriedMs }) => {
      const age = receiver.startsWith("to:") ? oldestMs : oldestUntriedMs;
      if (age <= this.#maxAgeMs) return [];
      const many = waiting === 1 ? "1 message waits" : `${waiting} messages wait`;
      return [
        `events: ${many} for ${receiver}, the oldest for ${seconds(age)}; the limit is ${seconds(this.#maxAgeMs)}`,
      ];
    });
    const silent = this.#lookedAt === undefined ? 0 : now() - this.#lookedAt;
    if (silent <= this.#maxAgeMs + this.#everyMs) return reasons;
    const names = this.#options.receivers.join(", ");
    return [...reasons, `events: the queues of ${names} could not be read for ${seconds(silent)}`];
  }

  #schedule(): void {
    const began = now();
    this.#looking = this.#look().then(() => {
      if (this.#stopped) return;
      const restMs = Math.max(this.#everyMs, (now() - began) * restPerLook);
      this.#timer = startTimer(() => this.#schedule(), restMs);
      this.#timer.unref?.();
    });
  }

  async #look(): Promise<void> {
    const { database, receivers, onBacklog, onError } = this.#options;
    try {
      for (const receiver of receivers) {
        if (this.#stopped) return;
        const before = this.#added.get(receiver) ?? 0;
        const backlog = await readBacklog(database, receiver, this.#capacity);
        this.#found.set(receiver, backlog);
        this.#added.set(receiver, (this.#added.get(receiver) ?? 0) - before);
        if (onBacklog !== undefined) runCallback(() => onBacklog(backlog));
      }
      this.#lookedAt = now();
    } catch (reason) {
      runCallback(() => onError(reason));
    }
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
