/** The base class of generated publishers, and the outbox behind an instance. */

import type { ContractEvent } from "../contract/event.ts";
import type { Contract } from "../contract/operation.ts";

/** Attributes of one published event, beside its payload. */
export interface PublishOptions {
  /** The thing that the event is about, such as the id of an order: at most 255 characters. Default: none. */
  readonly subject?: string | undefined;
  /** The version of the thing that changed, counted by its owner: a whole number from 0. Default: none. */
  readonly aggregateVersion?: number | undefined;
}

/** Takes published events into a module's outbox. */
export interface EventOutbox<Transaction = unknown> {
  /** Adds an event in a transaction of the module: it is published if that commits. */
  add(
    event: ContractEvent,
    transaction: Transaction,
    payload: unknown,
    options: PublishOptions | undefined,
  ): Promise<void>;
}

/**
 * The events of one service as methods, for its own module. Generated classes extend it; a module's
 * messaging makes the instances.
 */
export abstract class EventPublisher<Transaction = unknown> {
  /** The contract that the class was generated from. */
  declare static readonly contract: Contract;

  readonly #outbox: EventOutbox<Transaction>;

  /**
   * Binds the publisher to the outbox of its module.
   * @throws {TypeError} without an outbox: publishers come from `openMessaging`.
   */
  constructor(outbox: EventOutbox<Transaction>) {
    if (typeof outbox?.add !== "function") {
      throw new TypeError(
        `${new.target.name}: expected the outbox of a module; take publishers from messaging.publisher(${new.target.name})`,
      );
    }
    this.#outbox = outbox;
  }

  /** Publishes one event. For generated methods. */
  protected publish(
    event: ContractEvent,
    transaction: Transaction,
    payload: unknown,
    options: PublishOptions | undefined,
  ): Promise<void> {
    return this.#outbox.add(event, transaction, payload, options);
  }
}
