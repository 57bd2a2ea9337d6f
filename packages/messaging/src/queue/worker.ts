/**
 * Works off the messages of one receiver: those of one key in order, those of different keys at the
 * same time. Several workers, in one process or many, divide the keys among them.
 */

import { randomUUID } from "node:crypto";
import { now, startTimer } from "@seamline/core/internal";
import { type Chain, Chains, readWaiting } from "./chains.ts";
import { Isolation } from "./isolation.ts";
import { type LaneChange, Lanes } from "./lanes.ts";
import { MessageStore, type QueuedMessage, type WaitingKey } from "./message-store.ts";
import { WakeablePause } from "./wakeable-pause.ts";
import { mostHeldWith, type Outcome, type WorkerOptions } from "./worker-options.ts";

/** The delays after a handler has failed without an outcome: doubled each time. */
const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

/** The part of all held messages that one key may have; the rest of a longer queue is parked. */
const shareOfKey = 1 / 4;

/** The worker of a receiver. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #mostHeld: number;
  readonly #lanes: Lanes;
  readonly #store: MessageStore;
  readonly #chains = new Chains();
  readonly #isolation: Isolation;
  /** Lanes whose last owner ended without a word, each with the number of messages to be tried one by one. */
  readonly #suspect = new Map<number, number>();
  readonly #done: bigint[] = [];
  readonly #excess = new Set<number>();
  /** Lanes whose waiting keys are not known yet. */
  readonly #unread = new Set<number>();
  #running = 0;
  #stopping = false;
  #renewed = Number.NEGATIVE_INFINITY;
  /** When to look for keys that are due. */
  #dueAt = 0;
  /** When to give up waiting for the messages at work. */
  #stopBy = Number.POSITIVE_INFINITY;
  readonly #pause = new WakeablePause();
  #loop: Promise<void> | undefined;

  /** Prepares a worker; nothing is read before `start`. */
  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#mostHeld = mostHeldWith(options.concurrency);
    this.#isolation = new Isolation(options.leaseMs);
    this.#lanes = new Lanes(options.database, options.receiver, randomUUID(), options.leaseMs);
    this.#store = new MessageStore(options.database, options.receiver);
  }

  /** Begins to work. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Looks at the queue now. */
  wake(): void {
    this.#pause.wake();
  }

  /**
   * Finishes the messages at work, and gives the lanes back.
   * @param withinMs after which it does not wait any more: the lanes stay with it until the lease ends,
   * and messages at work count as begun by a process that ended. Default: it waits.
   */
  async stop(withinMs: number = Number.POSITIVE_INFINITY): Promise<void> {
    this.#stopping = true;
    this.#stopBy = now() + withinMs;
    this.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { onError, pollMs, leaseMs } = this.#options;
    while (!(this.#stopping && this.#running === 0) && now() < this.#stopBy) {
      let more = false;
      try {
        await this.#renew();
        if (await readWaiting(this.#store, this.#chains, this.#unread)) this.#dueAt = 0;
        await this.#flush();
        if (!this.#stopping) more = await this.#fetch();
        this.#startMore();
      } catch (reason) {
        onError(reason);
      }
      if (!more || this.#isFull) await this.#pause.wait(Math.min(pollMs, leaseMs / 6, this.#stopBy - now()));
    }
    try {
      await this.#flush();
      if (this.#running === 0) await this.#lanes.leave();
      else onError(new Error(`handlers that did not return: ${this.#running}; others handle their messages`));
    } catch (reason) {
      onError(reason); // the leases end by themselves
    }
  }

  get #isFull(): boolean {
    return this.#chains.size - this.#done.length > this.#mostHeld / 2;
  }

  /** Renews the leases when a third of them is over. */
  async #renew(): Promise<void> {
    if (now() - this.#renewed < this.#options.leaseMs / 3) return;
    const change = await this.#lanes.renew();
    this.#renewed = now();
    await this.#adopt(change);
  }

  async #adopt({ claimed, lost, excess }: LaneChange): Promise<void> {
    for (const lane of lost) this.#drop(lane);
    for (const { lane, unclean } of claimed) if (unclean) this.#suspect.set(lane, this.#mostHeld);
    this.#excess.clear();
    for (const lane of excess) this.#excess.add(lane);
    for (const { lane } of claimed) this.#unread.add(lane);
  }

  #drop(lane: number): void {
    this.#unread.delete(lane);
    this.#suspect.delete(lane);
    this.#chains.drop(lane);
  }

  /** Removes what is done, all of it with one statement. */
  async #flush(): Promise<void> {
    const done = this.#done.splice(0);
    if (done.length > 0) {
      try {
        await this.#store.remove(done);
      } catch (reason) {
        this.#done.push(...done);
        throw reason;
      }
      for (const position of done) this.#chains.forget(position);
    }
    const idle = [...this.#excess].filter((lane) => !this.#chains.isBusy(lane));
    if (idle.length === 0) return;
    for (const lane of idle) {
      this.#drop(lane);
      this.#excess.delete(lane);
    }
    await this.#lanes.release(idle);
  }

  /** Reads the next messages. @returns `true` if there may be more. */
  async #fetch(): Promise<boolean> {
    const lanes = this.#lanes.held.filter((lane) => !this.#excess.has(lane) && !this.#unread.has(lane));
    if (lanes.length === 0) return false;
    if (now() >= this.#dueAt) {
      this.#dueAt = now() + this.#options.pollMs;
      for (const waiting of await this.#store.listDueKeys(lanes)) await this.#fetchKey(waiting);
    }
    if (this.#isFull) return false;
    const limit = this.#mostHeld;
    const found = await this.#store.listReady(lanes, this.#chains.positions, limit);
    const late = new Set<string>(); // keys that wait: what came since is parked too
    for (const message of found) {
      const chain = this.#chains.of(message.key, message.lane);
      if (chain.unsure) continue;
      if (chain.waiting !== undefined) {
        late.add(message.key);
      } else if (chain.messages.length >= Math.ceil(this.#mostHeld * shareOfKey)) {
        chain.waiting = { failures: 0 };
        await this.#sure(chain, this.#store.wait({ key: message.key, lane: message.lane, failures: 0 }, 0, null));
        this.#dueAt = 0;
      } else this.#hold(chain, message);
    }
    if (late.size > 0) await this.#store.park([...late]);
    return found.length === limit;
  }

  async #fetchKey({ key, lane, failures }: WaitingKey): Promise<void> {
    const chain = this.#chains.of(key, lane);
    if (chain.messages.length > 0 || chain.running || chain.unsure) return;
    // After a failure one message shows whether the others may go on.
    const limit = failures > 0 ? 1 : Math.ceil(this.#mostHeld * shareOfKey);
    const found = await this.#store.listOfKey(key, limit);
    if (found.length < limit) {
      await this.#sure(chain, this.#store.forget(key));
      chain.waiting = undefined;
    } else chain.waiting = { failures };
    for (const message of found) if (!this.#chains.holds(message)) this.#hold(chain, message);
    this.#chains.tidy(key);
  }

  async #sure(chain: Chain, statement: Promise<void>): Promise<void> {
    chain.unsure = true;
    await statement;
    chain.unsure = false;
  }

  #hold(chain: Chain, message: QueuedMessage): void {
    this.#chains.hold(chain, message);
    this.#isolation.note(message);
  }

  #startMore(): void {
    if (this.#stopping || !this.#lanes.isValid) return;
    const isolated = this.#isolation.next(this.#chains, this.#running, (lane) => this.#excess.has(lane));
    if (isolated === "none") return;
    if (isolated !== "any") void this.#try(isolated.key, isolated.chain, isolated.message);
    else this.#beginMany();
  }

  #beginMany(): void {
    for (const [key, chain] of this.#chains.all()) {
      if (this.#running >= this.#options.concurrency) return;
      const [message] = chain.messages;
      if (message === undefined || message.attempts > 0 || chain.running || this.#excess.has(message.lane)) continue;
      if (this.#suspect.has(chain.lane) && this.#chains.isBusy(chain.lane)) continue;
      void this.#try(key, chain, message);
    }
  }

  async #try(key: string, chain: Chain, message: QueuedMessage): Promise<void> {
    chain.running = true;
    this.#running += 1;
    const suspect = this.#suspect.get(chain.lane);
    try {
      if (suspect !== undefined || message.attempts > 0) await this.#store.countAttempt(message.position);
      await this.#settle(key, chain, message, await this.#handle(message, chain.waiting?.failures ?? 0));
      if (suspect !== undefined) this.#clear(chain.lane, suspect);
    } catch (reason) {
      this.#options.onError(reason);
      this.#chains.empty(chain); // read again by the next look
      chain.unsure = true;
    }
    chain.running = false;
    this.#running -= 1;
    this.#isolation.end();
    this.#chains.tidy(key);
    this.#startMore();
    this.wake();
  }

  async #handle(message: QueuedMessage, failures: number): Promise<Outcome> {
    const { handle, onError } = this.#options;
    try {
      return await handle(message, { number: failures + message.attempts + 1, crashes: message.attempts });
    } catch (reason) {
      onError(reason);
      const afterMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs);
      return { kind: "retry", afterMs, error: String(reason) };
    }
  }

  #lookAgain(delayMs: number): void {
    startTimer(() => {
      this.#dueAt = 0;
      this.wake();
    }, delayMs + 5).unref();
  }

  /** Counts a message of a suspect lane that did not end the process. */
  #clear(lane: number, left: number): void {
    if (left > 1) this.#suspect.set(lane, left - 1);
    else this.#suspect.delete(lane);
  }

  async #settle(key: string, chain: Chain, message: QueuedMessage, outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case "done":
      case "dead": {
        if (outcome.kind === "done") this.#done.push(message.position);
        else {
          await this.#store.bury(message, (chain.waiting?.failures ?? 0) + message.attempts + 1, outcome.error ?? "");
          this.#chains.forget(message.position);
        }
        chain.messages.shift();
        if (chain.messages.length > 0 || chain.waiting === undefined) return;
        // The next messages of the key are read at once.
        chain.waiting = { failures: 0 };
        await this.#flush();
        await this.#store.wait({ key, lane: message.lane, failures: 0 }, 0, null);
        this.#dueAt = 0;
        return;
      }
      default: {
        const failures = (chain.waiting?.failures ?? 0) + (outcome.counted === false ? 0 : 1);
        chain.waiting = { failures };
        this.#chains.empty(chain);
        const delay = outcome.kind === "retry" ? (outcome.afterMs ?? 0) : undefined;
        await this.#store.wait({ key, lane: message.lane, failures }, delay, outcome.error ?? null);
        if (this.#suspect.has(chain.lane) || message.attempts > 0) await this.#store.clearAttempts(message.position); // it ended no process
        if (delay !== undefined) this.#lookAgain(delay);
      }
    }
  }
}
