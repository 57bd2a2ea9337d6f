/**
 * Handling an event as a call: the handlers of a service's events are operations that only the hub
 * calls, so interceptors, traces, guards and deadlines are those of every other call.
 */

import {
  type Contract,
  type ContractEvent,
  defineContract,
  type Interceptor,
  type OperationDefinition,
  withinTransaction,
} from "@seamline/core";
import {
  CallContext,
  type CallContextFields,
  createDispatcher,
  type Dispatcher,
  type Operation,
  parseTraceparent,
} from "@seamline/core/extend";
import { currentTransaction, enterTransaction, type OpenTransaction } from "../database/open-transactions.ts";
import type { Envelope } from "../event/envelope.ts";

/** One delivery of an event, as its handler receives it. */
export interface IncomingEvent<Transaction = unknown> {
  /** The transaction of the handler's effects: the event counts as handled if it commits. */
  readonly transaction: Transaction;
  /** The attributes of the event. */
  readonly envelope: Omit<Envelope, "data">;
  /** The call in which it is handled: its deadline, its signal, its trace. */
  readonly context: CallContext;
  /** From 1. */
  readonly attempt: number;
}

/** Handles an event of one name. */
export type EventHandler<Payload = unknown, Transaction = unknown> = (
  payload: Payload,
  event: IncomingEvent<Transaction>,
) => Promise<void> | void;

/** Thrown where a handler failed, or its payload does not fit the contract. */
export class HandlingFailure extends Error {
  /** `true` if no later try can succeed: the payload breaks the contract. */
  readonly final: boolean;

  constructor(message: string, final: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = "HandlingFailure";
    this.final = final;
  }
}

const envelopes = new WeakMap<CallContext, Envelope>();

/** The event that is handled in a context; `undefined` for other calls. */
export function envelopeOf(context: CallContext): Envelope | undefined {
  return envelopes.get(context);
}

interface Registered {
  readonly event: ContractEvent;
  readonly handler: EventHandler<never, never>;
  /** Runs in a transaction, with the memory of the event. */
  readonly within: boolean;
}

/** A handling at work. */
interface Running {
  readonly event: IncomingEvent;
  /** The transaction around it, which the fresh frame of a handler would not know. */
  readonly within: OpenTransaction | undefined;
  reason?: unknown;
}

/** The handlers of one service's events. */
export class Handlings {
  readonly #service: string;
  readonly #handlers = new Map<string, Registered>();
  readonly #running = new WeakMap<CallContext, Running>();
  #operations: ReadonlyMap<string, Operation> = new Map();
  #dispatcher: Dispatcher | undefined;

  constructor(service: string) {
    this.#service = service;
  }

  /** Tests for a handler of an event, by its id. */
  has(id: string): boolean {
    return this.#handlers.has(id);
  }

  /** Tests for a handler that runs in a transaction. */
  runsWithin(id: string): boolean {
    return this.#handlers.get(id)?.within ?? true;
  }

  /** Adds a handler. */
  add(event: ContractEvent, handler: EventHandler<never, never>, within: boolean): void {
    this.#handlers.set(event.id, { event, handler, within });
  }

  /** Makes the dispatcher of all handlers; none can be added after this. */
  seal(options: {
    readonly timeoutMs: number;
    readonly interceptors: readonly Interceptor[];
    readonly onError?: ((error: unknown, context: CallContext) => void) | undefined;
  }): void {
    const names = nameOperations([...this.#handlers.values()].map(({ event }) => event));
    const definitions: Record<string, OperationDefinition> = {};
    const handlers: Record<string, (input: unknown, context: CallContext) => Promise<void>> = {};
    for (const { event, handler } of this.#handlers.values()) {
      const name = names.get(event.id) ?? event.name;
      definitions[name] = { input: event.definition.payload, timeoutMs: options.timeoutMs };
      handlers[name] = async (input, context) => this.#run(handler, input, context);
    }
    const contract: Contract = defineContract(this.#service, { operations: definitions });
    this.#operations = new Map(
      [...names].flatMap(([id, name]) => {
        const operation = contract.operations[name];
        return operation === undefined ? [] : [[id, operation] as const];
      }),
    );
    const { interceptors, onError } = options;
    this.#dispatcher = createDispatcher(contract, handlers, { interceptors, ...(onError && { onError }) });
  }

  /**
   * Runs the handler of an event, and waits for it: a transaction of its own cannot end before it.
   * @throws its own reason, or {@link HandlingFailure} for a payload outside the contract.
   */
  async handle(
    event: ContractEvent,
    envelope: Envelope,
    delivery: { readonly transaction: unknown; readonly attempt: number },
  ): Promise<void> {
    const operation = this.#operations.get(event.id);
    const dispatcher = this.#dispatcher;
    if (operation === undefined || dispatcher === undefined)
      throw new TypeError(`${event.id}: the application has not started`);
    const context = createContext(operation, envelope);
    const { data: _, ...attributes } = envelope;
    const running: Running = { event: { ...delivery, envelope: attributes, context }, within: currentTransaction() };
    this.#running.set(context, running);
    envelopes.set(context, envelope);
    if (!context.begin()) throw context.cancellation;
    const response = await new Promise<Parameters<Parameters<typeof dispatcher.dispatch>[1]["succeed"]>[0]>(
      (resolve, reject) =>
        dispatcher.dispatch(
          { operation, input: envelope.data, context, local: false },
          { succeed: resolve, fail: reject },
        ),
    );
    context.end();
    const { error } = response;
    if (error === undefined) return;
    if ("reason" in running) throw running.reason;
    throw new HandlingFailure(`${event.id}: ${error.message}`, error.code === "invalid_argument");
  }

  async #run(handler: EventHandler<never, never>, input: unknown, context: CallContext): Promise<void> {
    const running = this.#running.get(context);
    if (running === undefined) throw new TypeError("expected a call of the event hub");
    try {
      if (running.event.transaction === undefined) await handler(input as never, running.event as never);
      // A mark, so that guards see a call to another service that holds the transaction open.
      else
        await enterTransaction(running.within, () =>
          withinTransaction(() => handler(input as never, running.event as never)),
        );
    } catch (reason) {
      running.reason = reason;
      throw reason;
    }
  }
}

function createContext(operation: Operation, { source, tenant, traceparent }: Envelope): CallContext {
  const fields: CallContextFields = {
    operation,
    origin: "service",
    caller: source,
    timeoutMs: operation.timeoutMs,
    tenant,
    parentTrace: traceparent === undefined ? undefined : parseTraceparent(traceparent),
  };
  return new CallContext(fields);
}

/** `customer.orderCreated` becomes `onCustomerOrderCreated`; a second of that name is numbered. */
function nameOperations(events: readonly ContractEvent[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, service, name } of events) {
    const base = `on${capitalize(service)}${capitalize(name)}`;
    let chosen = base;
    for (let count = 2; taken.has(chosen.toLowerCase()); count += 1) chosen = `${base}N${count}`;
    taken.add(chosen.toLowerCase());
    names.set(id, chosen);
  }
  return names;
}

function capitalize(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
