/** The messages that a worker holds, by key. */

import type { MessageStore, QueuedMessage } from "./message-store.ts";

/** Messages of one key that wait for each other. */
export interface Chain {
  readonly lane: number;
  readonly messages: QueuedMessage[];
  running: boolean;
  /** Set for a key that waits: its messages are parked, and read by their key. */
  waiting: { failures: number } | undefined;
  /** `true` after a failed statement: whether the key waits is to be read, before more messages are. */
  unsure: boolean;
}

/** The chains of a worker. */
export class Chains {
  readonly #chains = new Map<string, Chain>();
  /** Held messages, done ones until they are removed. */
  readonly #known = new Set<bigint>();

  /** The number of held messages. */
  get size(): number {
    return this.#known.size;
  }

  /** The positions of the held messages. */
  get positions(): readonly bigint[] {
    return [...this.#known];
  }

  /** The chain of a key, made if it is not there. */
  of(key: string, lane: number): Chain {
    let chain = this.#chains.get(key);
    if (chain === undefined) {
      chain = { lane, messages: [], running: false, waiting: undefined, unsure: false };
      this.#chains.set(key, chain);
    }
    return chain;
  }

  /** Every chain with its key. */
  all(): Iterable<readonly [string, Chain]> {
    return this.#chains;
  }

  /** Checks that a message is held. */
  holds({ position }: QueuedMessage): boolean {
    return this.#known.has(position);
  }

  /** Appends a message to its chain. */
  hold(chain: Chain, message: QueuedMessage): void {
    chain.messages.push(message);
    this.#known.add(message.position);
  }

  /** Forgets a message that has left the queue. */
  forget(position: bigint): void {
    this.#known.delete(position);
  }

  /** Lets the messages of a chain be read again. */
  empty(chain: Chain): void {
    for (const { position } of chain.messages.splice(0)) this.#known.delete(position);
  }

  /** Removes a chain without messages whose key does not wait. */
  tidy(key: string): void {
    const chain = this.#chains.get(key);
    if (chain === undefined || chain.running || chain.messages.length > 0) return;
    if (chain.waiting === undefined && !chain.unsure) this.#chains.delete(key);
  }

  /** Forgets the messages of a lane that another worker has now; those at work end. */
  drop(lane: number): void {
    for (const [key, chain] of this.#chains) {
      if (chain.lane !== lane) continue;
      chain.waiting = undefined;
      chain.unsure = false;
      for (const { position } of chain.messages.splice(chain.running ? 1 : 0)) this.#known.delete(position);
      this.tidy(key);
    }
  }

  /** Checks that a message of a lane is at work. */
  isBusy(lane: number): boolean {
    for (const chain of this.#chains.values()) if (chain.running && chain.lane === lane) return true;
    return false;
  }
}

/**
 * Reads which keys wait: those of lanes that are new, which are no longer new then, and those of which a
 * statement has failed.
 * @returns `false` if there was nothing to read.
 */
export async function readWaiting(store: MessageStore, chains: Chains, newLanes: Set<number>): Promise<boolean> {
  const unsure = new Map([...chains.all()].filter(([, one]) => one.unsure && !one.running));
  const lanes = new Set([...newLanes, ...[...unsure.values()].map(({ lane }) => lane)]);
  if (lanes.size === 0) return false;
  const found = await store.listWaitingKeys([...lanes]);
  for (const chain of unsure.values()) {
    chain.waiting = undefined;
    chain.unsure = false;
  }
  for (const { key, lane, failures } of found)
    if (unsure.has(key) || newLanes.has(lane)) chains.of(key, lane).waiting = { failures };
  for (const key of unsure.keys()) chains.tidy(key);
  newLanes.clear();
  return true;
}
