/**
 * The port of events: a package that carries them between modules, and the faults that contracts
 * show before anything runs.
 */

import type { Interceptor } from "../call/call-request.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Contract } from "../contract/operation.ts";
import { suggest } from "../platform/suggest.ts";
import { type Environment, isEventVariable } from "../topology/environment.ts";
import type { Fault } from "../topology/fault.ts";
import type { SigningKey } from "../topology/signing-keys.ts";
import type { Explanation } from "./explain.ts";
import type { ReadinessCheck } from "./readiness.ts";

/** The application around an event hub. */
export interface EventHubOptions {
  /** Every service of the application, by name. */
  readonly contracts: ReadonlyMap<string, Contract>;
  /** The services whose modules run here. */
  readonly hosted: ReadonlySet<string>;
  /** The application's environment variables; those from `SEAMLINE_EVENTS` on belong to the hub. */
  readonly env: Environment;
  /** The keys of `SEAMLINE_KEYS`: the first signs, all verify. Empty when none are configured. */
  readonly keys: readonly SigningKey[];
  /** Wrapped around every handled event, the first outermost. */
  readonly interceptors: readonly Interceptor[];
  /** Adds a check of the application's readiness. @returns a function that removes it. */
  addReadinessCheck(check: ReadinessCheck): () => void;
  /** Receives every failure of a handler of events. Default: one line on stderr. */
  readonly onError?: ((error: unknown, context: CallContext) => void) | undefined;
}

/** Carries the events of an application: `createApplication({ events: messaging() })`. */
export interface EventsProvider {
  /** Reads the configuration; adds a fault for everything that cannot work. Opens nothing. */
  read(options: EventHubOptions, faults: Fault[]): EventHub;
}

/** The events of one application. */
export interface EventHub {
  /** Begins to deliver events, once every module has started. */
  start(): Promise<void>;
  /** Takes no more events; settles once those at work have been handled. */
  drain(): Promise<void>;
  /** Releases connections. */
  stop(): Promise<void>;
  /**
   * The settings in effect of one event (`customer.orderCreated`), or of all events of a service;
   * empty for another name.
   */
  explain(name: string): readonly Explanation[];
}

/** Checks that every event has a publisher and a handler, as far as contracts state them. */
export function findEventFaults(contracts: ReadonlyMap<string, Contract>, faults: Fault[]): void {
  const events = [...contracts.values()].flatMap((contract) => Object.values(contract.events));
  const known = new Set(events.map(({ id }) => id));
  const handled = new Set([...contracts.values()].flatMap(({ handles }) => handles));
  for (const { name, handles } of contracts.values()) {
    for (const id of handles) {
      if (known.has(id)) continue;
      const [service = ""] = id.split(".");
      const next = contracts.has(service)
        ? suggest(id, [...known])
        : `add the contract of ${service} to \`modules\`; ${suggest(service, [...contracts.keys()])}`;
      faults.push({ key: `modules.${name}.contract.handles`, message: `no contract publishes ${id}; ${next}` });
    }
  }
  for (const { id, service, name, external } of events) {
    if (external || handled.has(id)) continue;
    faults.push({
      key: `modules.${service}.contract.events.${name}`,
      message: `no contract handles it, so every ${id} would be lost; add "${id}" to \`handles\` of a contract, or set \`external: true\` if it is handled elsewhere`,
    });
  }
}

/** The faults of modules and variables that need events, in an application that carries none. */
export function findMissingHub(
  contracts: ReadonlyMap<string, Contract>,
  hosted: ReadonlySet<string>,
  env: Environment,
): readonly Fault[] {
  const next = "write `events: messaging()`, with messaging from @seamline/messaging, in createApplication";
  const faults: Fault[] = Object.keys(env)
    .filter((key) => isEventVariable(key) && env[key] !== undefined && env[key] !== "")
    .map((key) => ({ key, message: `this application carries no events; ${next}` }));
  const user = [...contracts.values()].find(
    ({ name, events, handles }) => hosted.has(name) && (handles.length > 0 || Object.keys(events).length > 0),
  );
  if (user !== undefined)
    faults.push({ key: "events", message: `${user.name} has events, and the application carries none; ${next}` });
  return faults;
}
