/** The brokers and receivers of one case, closed at its end. */

import { deepEqual } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Binding, Broker, BrokerMessage, Consumption } from "../broker/broker.ts";
import { createMessageId } from "../event/message-id.ts";
import type { BrokerCase, BrokerSubject, CuttableBroker, KillableServer } from "./broker-subject.ts";
import { Received } from "./received.ts";

/** How long a case waits for something, in milliseconds. */
const patienceMs = 30_000;

/** The type and the consumer of cases that need one of each. */
export const orderType = "customer.orderCreated.v1";
export const restaurant: Binding = { consumer: "restaurant", types: [orderType] };

/** A consumer at work. */
export interface Consuming extends Consumption {
  /** What it receives. */
  readonly received: Received;
}

/** What a case works with. */
export class Scene {
  readonly subject: BrokerSubject;
  /** Faults that brokers have reported. */
  readonly errors: unknown[] = [];
  readonly #brokers: Broker[] = [];
  readonly #received: Received[] = [];
  readonly #onError = (error: unknown): void => void this.errors.push(error);

  /** Takes the subject of a case. */
  constructor(subject: BrokerSubject) {
    this.subject = subject;
  }

  /** The server of a case that uses it. */
  get server(): KillableServer {
    if (this.subject.server === undefined) throw new Error("the subject has no server of its own");
    return this.subject.server;
  }

  /** Creates a broker that is not open. */
  create(): Broker {
    return this.#keep(this.subject.create({ onError: this.#onError }));
  }

  /** Creates a broker whose URL contradicts what the others declare. */
  createContradicting(): Broker {
    const broker = this.subject.createContradicting?.({ onError: this.#onError });
    if (broker === undefined) throw new Error("the subject creates no contradicting broker");
    return this.#keep(broker);
  }

  /** Creates and opens a broker whose connection can be cut. */
  async openCuttable(bindings: readonly Binding[] = [restaurant]): Promise<CuttableBroker> {
    const cuttable = this.createCuttable();
    await cuttable.broker.open(bindings);
    return cuttable;
  }

  /** Creates a broker whose connection can be cut. */
  createCuttable(): CuttableBroker {
    const cuttable = this.subject.createCuttable?.({ onError: this.#onError });
    if (cuttable === undefined) throw new Error("the subject creates no broker that can be cut");
    this.#keep(cuttable.broker);
    return cuttable;
  }

  /** Creates and opens a broker. */
  async open(bindings: readonly Binding[] = [restaurant]): Promise<Broker> {
    const broker = this.create();
    await broker.open(bindings);
    return broker;
  }

  /** Begins to consume. */
  async consume(broker: Broker, consumer = "restaurant", received: Received = new Received()): Promise<Consuming> {
    this.#received.push(received);
    const consumption = await broker.consume(consumer, received.receive);
    return { received, stop: () => consumption.stop() };
  }

  /** Publishes texts, all of which have to be confirmed. */
  async confirm(broker: Broker, texts: readonly string[], type: string = orderType): Promise<void> {
    const failures = await broker.publish(texts.map((text) => message(text, type)));
    deepEqual(
      failures.map((failure) => failure?.message),
      texts.map(() => undefined),
    );
  }

  /** Waits until a receiver has taken exactly some texts, in order. */
  async taken(received: Received, texts: readonly string[]): Promise<void> {
    await until(`${texts.length} messages`, () => received.taken.length >= texts.length);
    deepEqual(received.taken, texts);
  }

  /** Waits until a receiver has a batch at work or has had one. */
  async batch(received: Received, count = 1): Promise<void> {
    await until(`batch ${count}`, () => received.batches.length >= count);
  }

  /** Closes all brokers. */
  async close(): Promise<void> {
    for (const received of this.#received) {
      received.refusals = 0;
      received.release();
    }
    await Promise.all(this.#brokers.map((broker) => broker.close()));
  }

  #keep(broker: Broker): Broker {
    this.#brokers.push(broker);
    return broker;
  }
}

/** Creates a message with an id of its own. */
export function message(text: string, type: string = orderType): BrokerMessage {
  return { id: createMessageId(), type, text };
}

/** The texts `m1` to `m<count>`, or those between two numbers. */
export function texts(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `m${first + index}`);
}

/** Waits until a condition holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`expected ${what} within ${patienceMs} ms, found none`);
    await wait(5);
  }
}

/** Defines a case that works with a scene. */
export function brokerCase(
  name: string,
  play: (scene: Scene) => Promise<void>,
  conditions: Partial<Pick<BrokerCase, "needs" | "uses">> = {},
): BrokerCase {
  return {
    name,
    uses: [],
    ...conditions,
    async run(subject) {
      const scene = new Scene(subject);
      try {
        await play(scene);
      } finally {
        await scene.close();
      }
    },
  };
}
