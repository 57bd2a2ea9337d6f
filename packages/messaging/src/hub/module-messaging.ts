/** Messaging of one module: its publisher, its handlers, its database. */

import type { Contract, ContractEvent, PublishOptions } from "@seamline/core";
import type { EventOutbox } from "@seamline/core/extend";
import type { Database } from "../database/database.ts";
import type { EventHandler, Handlings } from "./handlings.ts";

/** A publisher class, as a client package's `handlers` face exports it. */
export interface PublisherClass<Publisher, Transaction> {
  new (outbox: EventOutbox<Transaction>): Publisher;
  /** The contract that the class was generated from. */
  readonly contract: Contract;
}

/** Publishes and handles the events of one module. */
export interface Messaging<Transaction = unknown> {
  /**
   * The publisher of the module's own events.
   * @param type the class that the module's client package exports from its `handlers` face.
   * @throws {TypeError} for the publisher of another service.
   */
  publisher<Publisher>(type: PublisherClass<Publisher, Transaction>): Publisher;
  /**
   * Publishes one event of the module's own contract, without a generated publisher.
   * @param transaction the open transaction of your changes: the event is published if it commits.
   */
  publish<Payload>(
    event: ContractEvent<Payload>,
    transaction: Transaction,
    payload: Payload,
    options?: PublishOptions,
  ): Promise<void>;
  /**
   * Handles an event that the module's contract states in `handles`, before the module has started.
   * @param handler runs in a transaction of the module's database, once per event whose handling
   * committed. Its failures are tried again, with growing pauses.
   * @throws {TypeError} for an event that the contract does not state, or that has a handler.
   */
  handle<Payload>(event: ContractEvent<Payload>, handler: EventHandler<Payload, Transaction>): void;
  /**
   * Handles an event outside of any transaction: for what a database cannot undo, such as a call of
   * another service or a mail. It runs at least once, and may run twice after a crash: make it safe to
   * repeat, with `envelope.id` as its idempotency key.
   */
  handle<Payload>(
    event: ContractEvent<Payload>,
    handler: EventHandler<Payload, undefined>,
    options: HandleOptions,
  ): void;
}

/** The settings of a handler. */
export interface HandleOptions {
  /** `"none"`: the handler has no transaction, and runs at least once. Default: one of its own. */
  readonly transaction: "none";
}

/** The messaging of one module, as its hub runs it. */
export class ModuleMessaging {
  readonly contract: Contract;
  readonly database: Database;
  readonly handlings: Handlings;
  readonly outbox: EventOutbox;

  constructor(contract: Contract, database: Database, handlings: Handlings, outbox: EventOutbox) {
    this.contract = contract;
    this.database = database;
    this.handlings = handlings;
    this.outbox = outbox;
  }

  /** The face that module code works with. */
  get face(): Messaging {
    const { contract, handlings, outbox } = this;
    return {
      publisher(type) {
        if (type?.contract?.name !== contract.name) {
          const found =
            type?.contract?.name === undefined ? "a class without a contract" : `that of ${type.contract.name}`;
          throw new TypeError(`messaging.publisher: expected the publisher of ${contract.name}, found ${found}`);
        }
        return new type(outbox);
      },
      publish: (event, transaction, payload, options) => outbox.add(event, transaction, payload, options),
      handle(event: ContractEvent, handler: unknown, options?: HandleOptions) {
        const id = event?.id;
        if (typeof handler !== "function")
          throw new TypeError(`messaging.handle(${id}): expected a function as handler`);
        if (!contract.handles.includes(id))
          throw new TypeError(
            `messaging.handle: the contract of ${contract.name} does not handle ${id}; add "${id}" to its \`handles\``,
          );
        if (handlings.has(id)) throw new TypeError(`messaging.handle: ${id} has a handler already`);
        if (options !== undefined && options?.transaction !== "none")
          throw new TypeError(`messaging.handle(${id}): expected { transaction: "none" } as options, or none`);
        handlings.add(event, handler as EventHandler<never, never>, options === undefined);
      },
    };
  }
}
