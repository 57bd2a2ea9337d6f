/** `memory:`: a broker within one process, for development and tests. Its messages end with the process. */

import type {
  Binding,
  Broker,
  BrokerFeatures,
  BrokerMessage,
  BrokerOptions,
  Consumption,
  Delivery,
  PublishFailure,
} from "../broker.ts";
import type { BrokerProvider } from "../broker-provider.ts";
import { assertBindings, findMessageFault } from "../checks.ts";
import { deliverBatch } from "../deliver-batch.ts";
import { readOptions, wholeNumber } from "../url-options.ts";
import { type MemoryQueue, MemoryQueues } from "./memory-queues.ts";

const defaultCapacity = 100_000;
const defaultBatch = 100;

const features: BrokerFeatures = {
  durable: false,
  shared: false,
  maxMessageBytes: 1 << 20,
  redeliveryMs: undefined,
};

const options = { capacity: wholeNumber(1, 10_000_000), batch: wholeNumber(1, 10_000) };

/**
 * Creates the provider of `memory:` URLs. `memory:orders?capacity=1000&batch=100` names the queues,
 * which brokers of one name share in a process, bounds the messages of each consumer (1 to
 * 10,000,000, default 100,000) and those of a batch (1 to 10,000, default 100).
 */
export function memoryBroker(): BrokerProvider {
  return {
    name: "memory",
    schemes: ["memory"],
    read(url, addFault) {
      const name = url.rest;
      if (!/^[A-Za-z0-9_-]{0,100}$/.test(name)) {
        addFault(
          url.scheme.length + 1,
          `expected a name of up to 100 letters, digits, "-" and "_", or none, found ${JSON.stringify(name)}`,
        );
      }
      const { capacity = defaultCapacity, batch = defaultBatch } = readOptions(url, options, addFault);
      return {
        settings: { capacity: String(capacity), batch: String(batch) },
        create: ({ onError }) => new MemoryBroker(name, capacity, batch, onError),
      };
    },
  };
}

class MemoryBroker implements Broker {
  readonly features: BrokerFeatures = features;
  readonly #name: string;
  readonly #capacity: number;
  readonly #batch: number;
  readonly #onError: BrokerOptions["onError"];
  readonly #consumptions = new Map<string, Consumption>();
  #queues: MemoryQueues | undefined;
  #closing: Promise<void> | undefined;

  constructor(name: string, capacity: number, batch: number, onError: BrokerOptions["onError"]) {
    this.#name = name;
    this.#capacity = capacity;
    this.#batch = batch;
    this.#onError = onError;
  }

  async open(bindings: readonly Binding[]): Promise<void> {
    assertBindings(bindings);
    if (this.#closing !== undefined) throw new Error("the memory broker is closed; create another");
    this.#queues ??= MemoryQueues.open(this.#name, this.#capacity);
    this.#queues.bind(bindings);
  }

  async publish(messages: readonly BrokerMessage[]): Promise<readonly PublishFailure[]> {
    return messages.map((message) => {
      if (this.#queues === undefined || this.#closing !== undefined) {
        return new Error(`the message ${message.id}: expected an open memory broker, found one that is not`);
      }
      return findMessageFault(message, features.maxMessageBytes) ?? this.#queues.add(message);
    });
  }

  async consume(consumer: string, receive: (batch: readonly Delivery[]) => Promise<void>): Promise<Consumption> {
    const queue = this.#closing === undefined ? this.#queues?.of(consumer) : undefined;
    if (queue === undefined) {
      throw new Error(`expected an open memory broker with a binding of the consumer ${consumer}, found none`);
    }
    if (this.#consumptions.has(consumer)) throw new Error(`this memory broker consumes for ${consumer} already`);
    const controller = new AbortController();
    const running = this.#run(queue, receive, controller.signal);
    const consumption: Consumption = {
      stop: async () => {
        controller.abort();
        await running;
        if (this.#consumptions.get(consumer) === consumption) this.#consumptions.delete(consumer);
      },
    };
    this.#consumptions.set(consumer, consumption);
    return consumption;
  }

  async #run(queue: MemoryQueue, receive: (batch: readonly Delivery[]) => Promise<void>, signal: AbortSignal) {
    const self = {};
    while (!signal.aborted) {
      if (queue.owner !== undefined || queue.messages.length === 0) {
        await queue.change(signal);
        continue;
      }
      queue.owner = self;
      const batch = queue.messages.slice(0, this.#batch).map(({ text }): Delivery => ({ text }));
      if (await deliverBatch(batch, receive, this.#onError, signal)) queue.messages.splice(0, batch.length);
      queue.owner = undefined;
      queue.wake();
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumptions.values()].map((consumption) => consumption.stop()));
    if (this.#queues !== undefined) MemoryQueues.close(this.#name);
  }
}
