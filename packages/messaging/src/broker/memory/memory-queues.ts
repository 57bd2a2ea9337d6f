/** The queues of the memory broker: what brokers of one name share in a process. */

import type { Binding, BrokerMessage, PublishFailure } from "../broker.ts";
import { unboundFailure } from "../checks.ts";

/** The messages of one consumer, the oldest first. */
export class MemoryQueue {
  readonly messages: BrokerMessage[] = [];
  /** The consumption with a batch at work: one at a time keeps the order. */
  owner: object | undefined;
  readonly #waiting = new Set<() => void>();

  /** Ends all waits. */
  wake(): void {
    for (const end of this.#waiting) end();
  }

  /** Resolves when the queue may have changed, or `signal` is aborted. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        signal.removeEventListener("abort", end);
        resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
  }
}

/** All queues of one name. */
export class MemoryQueues {
  /** The brokers that have it open. */
  users = 0;
  readonly #capacity: number;
  readonly #queues = new Map<string, MemoryQueue>();
  readonly #byType = new Map<string, Set<MemoryQueue>>();

  private constructor(capacity: number) {
    this.#capacity = capacity;
  }

  static readonly #byName = new Map<string, MemoryQueues>();

  /**
   * Opens the queues of a name for one more broker.
   * @throws {Error} if they are open with another capacity.
   */
  static open(name: string, capacity: number): MemoryQueues {
    const queues = MemoryQueues.#byName.get(name) ?? new MemoryQueues(capacity);
    if (queues.#capacity !== capacity) {
      throw new Error(
        `memory:${name}: expected a capacity of ${capacity}, found the queues of this name open with ${queues.#capacity}; use one capacity, or another name`,
      );
    }
    MemoryQueues.#byName.set(name, queues);
    queues.users += 1;
    return queues;
  }

  /** Closes the queues of a name for one broker; the last one discards the messages. */
  static close(name: string): void {
    const queues = MemoryQueues.#byName.get(name);
    if (queues === undefined) return;
    queues.users -= 1;
    if (queues.users === 0) MemoryQueues.#byName.delete(name);
  }

  /** Adds the queues of consumers, and types to those that are there. */
  bind(bindings: readonly Binding[]): void {
    for (const { consumer, types } of bindings) {
      const queue = this.#queues.get(consumer) ?? new MemoryQueue();
      this.#queues.set(consumer, queue);
      for (const type of types) this.#byType.set(type, (this.#byType.get(type) ?? new Set()).add(queue));
    }
  }

  /** Returns the queue of a consumer, if it is bound. */
  of(consumer: string): MemoryQueue | undefined {
    return this.#queues.get(consumer);
  }

  /** Adds a message to all queues bound to its type, or to none. */
  add(message: BrokerMessage): PublishFailure {
    const queues = this.#byType.get(message.type);
    if (queues === undefined) return unboundFailure(message);
    for (const { messages } of queues) {
      if (messages.length >= this.#capacity) {
        return new Error(
          `the message ${message.id} of type ${message.type}: the queue of a consumer is full with ${this.#capacity} messages; see why they are not handled, or raise the option capacity`,
        );
      }
    }
    for (const queue of queues) {
      queue.messages.push(message);
      queue.wake();
    }
    return undefined;
  }
}
