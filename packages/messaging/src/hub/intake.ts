/**
 * Takes messages from a broker into the queue of a module's own database, then acknowledges them. One
 * process of a service does so at a time, by a lease in that database: so their order holds, whatever
 * the broker does with several consumers.
 */

import { randomUUID } from "node:crypto";
import type { ContractEvent } from "@seamline/core";
import type { SigningKey } from "@seamline/core/extend";
import type { Broker, Consumption, Delivery } from "../broker/broker.ts";
import { type Database, retryConflicts, type SqlSession } from "../database/database.ts";
import { type Envelope, EnvelopeError, parseEnvelope } from "../event/envelope.ts";
import { hasRepeatedKey } from "../event/repeated-keys.ts";
import { findForgery } from "../event/signature.ts";
import { buryArrived } from "../queue/bury-message.ts";
import { type ArrivedMessage, enqueueArrived } from "../queue/enqueue.ts";
import { Lanes } from "../queue/lanes.ts";
import { WakeablePause } from "../queue/wakeable-pause.ts";
import type { HubSettings } from "./hub-settings.ts";

/** The receiving side of one service and one broker. */
export interface IntakeOptions {
  readonly database: Database;
  readonly service: string;
  readonly broker: { readonly broker: Broker; readonly name: string };
  /** The events that the service handles, by their type. */
  readonly events: ReadonlyMap<string, ContractEvent>;
  readonly keys: readonly SigningKey[];
  readonly settings: HubSettings;
  /** Counts messages that are about to be stored. @throws {ServiceError} while the queue is full. */
  admit(count: number): void;
  /** Called when messages have been stored. */
  onStored(): void;
}

/** The lane whose owner consumes. */
const consumingLane = 0;

/** Takes messages in while it holds the lease. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #owner = randomUUID();
  readonly #receiver: string;
  readonly #lanes: Lanes;
  #consumption: Consumption | undefined;
  #stopping = false;
  readonly #pause = new WakeablePause();
  #loop: Promise<void> | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#receiver = `from:${options.broker.name}:${options.service}`;
    this.#lanes = new Lanes(options.database, this.#receiver, this.#owner, options.settings.leaseMs);
  }

  /** Begins to take messages in, or to wait for the lease. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Finishes the batch at work, and gives the lease back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#pause.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { settings } = this.#options;
    while (!this.#stopping) {
      try {
        await this.#lanes.renew();
        const mine = this.#lanes.held.includes(consumingLane);
        if (mine && this.#consumption === undefined) this.#consumption = await this.#consume();
        else if (!mine) await this.#end();
      } catch (reason) {
        settings.onError(reason);
        if (!this.#lanes.isValid) await this.#end();
      }
      if (!this.#stopping) await this.#pause.wait(settings.leaseMs / 3);
    }
    await this.#end();
    await this.#lanes.leave().catch(settings.onError); // the lease ends by itself
  }

  #consume(): Promise<Consumption> {
    const { service, broker } = this.#options;
    return broker.broker.consume(service, (batch) => this.#store(batch));
  }

  async #end(): Promise<void> {
    const consumption = this.#consumption;
    this.#consumption = undefined;
    await consumption?.stop().catch(this.#options.settings.onError);
  }

  async #store(batch: readonly Delivery[]): Promise<void> {
    const { database, service, admit, onStored } = this.#options;
    admit(batch.length); // what is refused comes again
    const good: ArrivedMessage[] = [];
    const bad: { readonly text: string; readonly reason: string }[] = [];
    for (const { text, fault } of batch) {
      const read = fault ?? this.#read(text);
      if (typeof read === "string") bad.push({ text, reason: read });
      else good.push({ id: read.id, key: read.partitionKey ?? read.id, text });
    }
    await retryConflicts(() =>
      database.transaction(async (session) => {
        await this.#assertMine(session);
        await enqueueArrived(session, database.dialect, service, good);
        for (const { text, reason } of bad) await buryArrived(session, database.dialect, service, text, reason);
      }),
    );
    onStored();
  }

  /** @returns the envelope, or the reason why it is not let in. */
  #read(text: string): Envelope | string {
    const { events, keys } = this.#options;
    try {
      const forgery = findForgery(text, keys);
      const envelope = parseEnvelope(text);
      if (forgery !== undefined) return forgery;
      if (hasRepeatedKey(text)) return "expected each key of an object once, found one twice";
      const event = events.get(envelope.type);
      if (event === undefined)
        return `expected a type that ${this.#options.service} handles (${[...events.keys()].join(", ")}), found ${envelope.type}`;
      if (envelope.source !== event.service)
        return `expected ${envelope.type} from its owner ${event.service}, found it from ${envelope.source}`;
      return envelope;
    } catch (reason) {
      if (reason instanceof EnvelopeError) return reason.message;
      throw reason;
    }
  }

  /** A process that lost the lease without noticing may not store between the messages of the next owner. */
  async #assertMine(session: SqlSession): Promise<void> {
    const { affected } = await session.run(
      `update seamline_lane set unclean = 1 - unclean where receiver = ? and lane = ${consumingLane} and owner = ?`,
      [this.#receiver, this.#owner],
    );
    if (affected !== 1) throw new Error(`${this.#receiver}: another process consumes now`);
  }
}
