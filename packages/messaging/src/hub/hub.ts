/**
 * The events of one application. What a module publishes is a row in its own database; relays move it
 * into the databases of its receivers, or to a broker and from there; a worker on the receiver's own
 * database runs the handler. So retries, doubles and dead letters are the same whatever lies between.
 */

import type { ContractEvent, Explanation } from "@seamline/core";
import type { EventHub, EventHubOptions } from "@seamline/core/extend";
import type { Broker } from "../broker/broker.ts";
import type { Database } from "../database/database.ts";
import { createTables } from "../queue/tables.ts";
import { Worker } from "../queue/worker.ts";
import type { BrokerAddress, EventRoutes } from "./event-routes.ts";
import { explainEvent, withoutSecrets } from "./explain-event.ts";
import { handleMessage } from "./handle-message.ts";
import { Handlings } from "./handlings.ts";
import type { HubSettings } from "./hub-settings.ts";
import { Intake } from "./intake.ts";
import { Leftovers } from "./leftovers.ts";
import { ModuleMessaging } from "./module-messaging.ts";
import { createOutbox } from "./outbox.ts";
import { createMove, createPublication, type Relay } from "./relay.ts";
import { Upkeep } from "./upkeep.ts";
import { WakeUps } from "./wake-ups.ts";

interface Stoppable {
  stop(): Promise<void>;
}

/** Milliseconds that handlers have after their signal was aborted, when the application stops. */
const graceMs = 5_000;

/** The implementation of {@link EventHub}. */
export class MessagingHub implements EventHub {
  readonly #options: EventHubOptions;
  readonly #routes: EventRoutes;
  readonly #settings: HubSettings;
  readonly #modules = new Map<string, ModuleMessaging>();
  readonly #brokers = new Map<string, Broker>();
  readonly #wakeUps: WakeUps;
  /** What takes events in, and what hands them on: stopped in this order. */
  readonly #takers: Stoppable[] = [];
  readonly #movers: Stoppable[] = [];
  readonly #upkeeps = new Map<string, Upkeep>();
  /** Wakes the worker of a receiver. */
  readonly #wakers = new Map<string, () => void>();
  /** The receivers of events, by the id of the event. */
  readonly #receivers = new Map<string, readonly string[]>();
  #removeCheck: () => void = () => undefined;

  constructor(options: EventHubOptions, routes: EventRoutes, settings: HubSettings) {
    this.#options = options;
    this.#routes = routes;
    this.#settings = settings;
    this.#wakeUps = new WakeUps(settings.onError);
  }

  /** Opens the messaging of a module that starts. */
  async open(service: string, database: Database): Promise<ModuleMessaging> {
    const contract = this.#options.contracts.get(service);
    if (contract === undefined) throw new TypeError(`openMessaging: no service is named ${service}`);
    if (this.#modules.has(service)) throw new TypeError(`openMessaging: ${service} has opened its messaging already`);
    await createTables(database);
    const outbox = createOutbox({
      service,
      database,
      receiversOf: (event) => this.#receiversOf(event),
      admit: (receivers) => this.#upkeeps.get(service)?.admit(receivers),
      onAdded: () => this.#wakeUps.added(database),
    });
    const module = new ModuleMessaging(contract, database, new Handlings(service), outbox);
    this.#modules.set(service, module);
    return module;
  }

  async start(): Promise<void> {
    this.#assertHandlers();
    for (const module of this.#modules.values()) this.#upkeeps.set(module.contract.name, this.#createUpkeep(module));
    for (const address of this.#routes.brokers) await this.#openBroker(address);
    for (const module of this.#modules.values()) this.#startReceiving(module);
    for (const module of this.#modules.values()) this.#startRelays(module);
    for (const upkeep of this.#upkeeps.values()) {
      upkeep.start();
      this.#movers.push(upkeep);
    }
    this.#removeCheck = this.#options.addReadinessCheck(() => this.#unreadyReason);
  }

  async drain(): Promise<void> {
    await Promise.all(this.#takers.splice(0).map((one) => one.stop()));
  }

  async stop(): Promise<void> {
    this.#removeCheck();
    await this.drain();
    await Promise.all([this.#wakeUps.stop(), ...this.#movers.splice(0).map((one) => one.stop())]);
    await Promise.all([...this.#brokers.values()].map((broker) => broker.close()));
    this.#brokers.clear();
  }

  explain(name: string): readonly Explanation[] {
    const events = [...this.#options.contracts.values()].flatMap((contract) => Object.values(contract.events));
    return events
      .filter(({ id, service }) => id === name || service === name)
      .map((event) => explainEvent(event, this.#routes.ways.get(event.id), this.#handlersOf(event)));
  }

  get #unreadyReason(): string | undefined {
    const reasons = [...this.#upkeeps.values()].flatMap((upkeep) => upkeep.unreadyReasons);
    return reasons.length === 0 ? undefined : reasons.join("; ");
  }

  #createUpkeep({ contract, database }: ModuleMessaging): Upkeep {
    const published = Object.values(contract.events).flatMap((event) => this.#receiversOf(event));
    const handled = this.#handledEvents(contract.handles, () => true);
    const own = handled.length === 0 ? [] : [contract.name];
    return new Upkeep(database, contract.name, [...own, ...new Set(published)], handled, this.#settings);
  }

  /** The services that handle an event. */
  #handlersOf({ id }: ContractEvent): readonly string[] {
    return [...this.#options.contracts.values()].filter(({ handles }) => handles.includes(id)).map(({ name }) => name);
  }

  /** The same for each publication of an event, so found once. */
  #receiversOf(event: ContractEvent): readonly string[] {
    const known = this.#receivers.get(event.id);
    if (known !== undefined) return known;
    const found = this.#findReceivers(event);
    this.#receivers.set(event.id, found);
    return found;
  }

  #findReceivers(event: ContractEvent): readonly string[] {
    const ways = this.#routes.ways.get(event.id);
    if (ways === undefined) throw new TypeError(`${event.id}: no contract of this application has it`);
    // Modules of other processes are reached by a broker, or else the application does not start.
    const near = ways.database ? this.#handlersOf(event).filter((service) => this.#options.hosted.has(service)) : [];
    const here = near.map((service) => `to:${service}`);
    return [...here, ...ways.brokers.map(({ name }) => `to:${name}`)];
  }

  #assertHandlers(): void {
    for (const service of this.#options.hosted) {
      const { events, handles } = this.#options.contracts.get(service) ?? { events: {}, handles: [] };
      const module = this.#modules.get(service);
      if (module === undefined) {
        if (handles.length === 0 && Object.keys(events).length === 0) continue;
        throw new Error(`The module ${service} has events, and did not call openMessaging(context, { database })`);
      }
      const missing = handles.filter((id) => !module.handlings.has(id));
      if (missing.length > 0)
        throw new Error(
          `The module ${service} has no handler of ${missing.join(", ")}, which its contract handles; call messaging.handle for each before start() settles`,
        );
    }
  }

  async #openBroker({ name, text, target }: BrokerAddress): Promise<void> {
    const broker = target.create({ onError: this.#settings.onError });
    this.#brokers.set(name, broker);
    for (const { contract } of this.#modules.values()) {
      if (this.#handledEvents(contract.handles, (event) => this.#usesBroker(event, name)).length === 0) continue;
      this.#upkeeps
        .get(contract.name)
        ?.assertRemembers(contract.name, withoutSecrets(text), broker.features.redeliveryMs);
    }
    const bindings = [...this.#options.contracts.values()].map((contract) => ({
      consumer: contract.name,
      types: this.#handledEvents(contract.handles, (event) => this.#usesBroker(event, name)).map(({ type }) => type),
    }));
    await broker.open(bindings.filter(({ types }) => types.length > 0));
  }

  #usesBroker(event: ContractEvent, name: string): boolean {
    return this.#routes.ways.get(event.id)?.brokers.some((broker) => broker.name === name) ?? false;
  }

  #handledEvents(handles: readonly string[], isWanted: (event: ContractEvent) => boolean): readonly ContractEvent[] {
    const all = [...this.#options.contracts.values()].flatMap((contract) => Object.values(contract.events));
    return all.filter((event) => handles.includes(event.id) && isWanted(event));
  }

  #startReceiving({ contract, database, handlings }: ModuleMessaging): void {
    const settings = this.#settings;
    const { interceptors, keys, onError } = this.#options;
    const handled = this.#handledEvents(contract.handles, () => true);
    if (handled.length === 0) return;
    handlings.seal({ timeoutMs: settings.timeoutMs, interceptors, onError });
    const events = new Map(handled.map((event) => [event.type, event]));
    const worker = new Worker({
      database,
      receiver: contract.name,
      concurrency: settings.concurrency,
      leaseMs: settings.leaseMs,
      pollMs: settings.pollMs,
      handle: (message, attempt) =>
        handleMessage(
          { database, service: contract.name, events, handlings, onHandled: settings.onHandled },
          message,
          attempt,
        ),
      onError: settings.onError,
    });
    this.#wakers.set(contract.name, () => worker.wake());
    this.#wakeUps.add(database, () => worker.wake());
    worker.start();
    // A handler that ignores its signal does not keep the application from stopping.
    this.#takers.push({ stop: () => worker.stop(settings.timeoutMs + graceMs) });
    for (const [name, broker] of this.#brokers) {
      if (!handled.some((event) => this.#usesBroker(event, name))) continue;
      const onStored = (): void => this.#wakeStored(contract.name, database);
      const admit = (count: number): void => this.#upkeeps.get(contract.name)?.admit(Array(count).fill(contract.name));
      const intake = new Intake({
        database,
        service: contract.name,
        broker: { broker, name },
        events,
        keys,
        settings,
        admit,
        onStored,
      });
      intake.start();
      this.#takers.push(intake);
    }
  }

  #startRelays({ contract, database }: ModuleMessaging): void {
    const settings = this.#settings;
    const relays: Relay[] = [];
    const receiversOf = (event: ContractEvent): readonly string[] => this.#receiversOf(event);
    const served = new Set<string>();
    const receivers = new Set(Object.values(contract.events).flatMap((event) => this.#handlersOf(event)));
    for (const receiver of receivers) {
      const target = this.#modules.get(receiver);
      if (target === undefined) continue; // handled elsewhere: it comes by a broker
      const admit = (count: number): void => this.#upkeeps.get(receiver)?.admit(Array(count).fill(receiver));
      const wake = (): void => this.#wakeStored(receiver, target.database);
      served.add(`to:${receiver}`);
      relays.push(createMove(database, { database: target.database, receiver, admit, wake }, settings));
    }
    for (const [name, broker] of this.#brokers) {
      if (!Object.values(contract.events).some((event) => this.#usesBroker(event, name))) continue;
      served.add(`to:${name}`);
      relays.push(createPublication(database, { broker, name, keys: this.#options.keys }, settings));
    }
    for (const relay of relays) {
      relay.start();
      this.#wakeUps.add(database, () => relay.wake());
    }
    const events = new Map(Object.values(contract.events).map((event) => [event.type, event]));
    const leftovers = new Leftovers({
      database,
      served,
      receiversOf(type) {
        const event = events.get(type);
        return event && receiversOf(event);
      },
      onMoved: () => this.#wakeUps.added(database),
      settings,
    });
    if (events.size > 0) leftovers.start();
    this.#movers.push(...relays, leftovers);
  }

  /** Looks at once where this process has the lane; the hint is for the others. */
  #wakeStored(receiver: string, database: Database): void {
    this.#wakers.get(receiver)?.();
    if (database.hints !== undefined) this.#wakeUps.added(database);
  }
}
