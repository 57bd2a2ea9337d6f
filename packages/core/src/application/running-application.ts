/** An application's lifecycle: resolve, import, start, serve, drain, stop. */

import type { Interceptor } from "../call/call-request.ts";
import { type ClientSource, toClientClass } from "../client/client-class.ts";
import type { ClientOf, InferableContract } from "../client/client-of.ts";
import { createServiceCaller } from "../client/service-caller.ts";
import type { ServiceClient, ServiceClientClass } from "../client/service-client.ts";
import type { Contract } from "../contract/operation.ts";
import { createGuards, type Guards } from "../guard/create-guards.ts";
import { printToLog } from "../platform/log.ts";
import { runCallback } from "../platform/run-callback.ts";
import { assertSettings, callback } from "../platform/setting.ts";
import { findNear } from "../platform/suggest.ts";
import type { PolicyEvent } from "../policy/policy-event.ts";
import { type ResolvedEnvironment, readEnvironment, readStrictSeed } from "../topology/environment.ts";
import { ConfigurationError, type Fault } from "../topology/fault.ts";
import { readGuards } from "../topology/guards.ts";
import { namesOf, resolveTopology, suggestName, type Topology } from "../topology/topology.ts";
import type { Application, ApplicationOptions } from "./application.ts";
import { type EventHub, type EventHubOptions, findEventFaults, findMissingHub } from "./event-hub.ts";
import { type Explanation, explainRoute } from "./explain.ts";
import type { ApplicationHost, ApplicationState, DrainableListener } from "./host.ts";
import type { ModuleContext } from "./module.ts";
import { ModuleSet } from "./module-set.ts";
import { findModuleTwins } from "./module-twins.ts";
import { Readiness } from "./readiness.ts";
import { RouteTable } from "./route-table.ts";
import { Targets } from "./targets.ts";

interface Resolved {
  readonly environment: ResolvedEnvironment;
  readonly topology: Topology;
  readonly guards: Guards;
  readonly events: EventHub | undefined;
}

/** The event, or else the service or operation, that a name may mean. */
function suggestExplained(name: string, contracts: ReadonlyMap<string, Contract>): string {
  const events = [...contracts.values()].flatMap((contract) => Object.values(contract.events).map(({ id }) => id));
  const near = findNear(name, events);
  return near === undefined ? suggestName(name, contracts) : `did you mean ${near}?`;
}

/** The implementation of {@link Application}. */
export class RunningApplication implements Application {
  readonly host: ApplicationHost;
  readonly #options: ApplicationOptions;
  readonly #contracts: ReadonlyMap<string, Contract>;
  readonly #modules: ModuleSet;
  readonly #routes: RouteTable;
  readonly #listeners: DrainableListener[] = [];
  readonly #readiness = new Readiness();
  readonly #observers = new Set<(event: PolicyEvent) => void>();
  readonly #stats = { lateResults: 0 };
  #state: ApplicationState = "new";
  #resolved: Resolved | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: ApplicationOptions) {
    this.#options = options;
    this.#contracts = new Map(Object.entries(options.modules).map(([name, { contract }]) => [name, contract]));
    for (const [name, contract] of this.#contracts) {
      if (contract?.name === name) continue;
      throw new TypeError(
        `modules.${name}: expected the contract of ${name}, found ${contract?.name ?? typeof contract}`,
      );
    }
    this.#modules = new ModuleSet(this.#contracts);
    this.#routes = new RouteTable({ started: async () => this.#starting });
    this.host = this.#createHost();
  }

  get state(): ApplicationState {
    return this.#state;
  }

  get stats(): { readonly lateResults: number } {
    return this.#stats;
  }

  get hosted(): readonly string[] {
    return this.#modules.services;
  }

  start(): Promise<void> {
    return this.host.start();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  client<Client extends ServiceClient>(source: ServiceClientClass<Client>): Client;
  client<Source extends InferableContract>(source: Source): ClientOf<Source>;
  client(source: ClientSource): ServiceClient {
    return this.#createClient(toClientClass(source, "app.client"), undefined);
  }

  explain(name: string): readonly Explanation[] {
    const faults: Fault[] = [];
    const { environment, topology, events } = this.#resolved ?? this.#resolve(faults);
    if (faults.length > 0) throw new ConfigurationError(faults);
    const routes = [...topology.values()].filter(
      ({ operation }) => operation.id === name || operation.service === name,
    );
    const explained = events?.explain(name) ?? [];
    if (routes.length === 0 && explained.length === 0) {
      throw new RangeError(
        `expected a service, or an operation or event as service.name, found ${JSON.stringify(name)}; ${suggestExplained(name, this.#contracts)}`,
      );
    }
    const ofOperations = routes.map((route) => {
      const here = environment.hosted.has(route.operation.service);
      const state = this.#routes.stateOf(route.operation);
      return { ...explainRoute(route, { here, source: environment.hostedSource }, environment.keys), state };
    });
    return [...ofOperations, ...explained];
  }

  observe(observer: (event: PolicyEvent) => void): () => void {
    assertSettings("app.observe", callback, observer);
    const entry = (event: PolicyEvent): unknown => observer(event); // one entry per call, also for the same observer
    this.#observers.add(entry);
    return () => void this.#observers.delete(entry);
  }

  #emit(event: PolicyEvent): void {
    for (const observer of this.#observers) runCallback(() => observer(event));
  }

  #createHost(): ApplicationHost {
    const application = this;
    return {
      get state() {
        return application.#state;
      },
      get dispatchers() {
        return application.#modules.served;
      },
      get keys() {
        return application.#resolved?.environment.keys ?? [];
      },
      contracts: [...this.#contracts.values()],
      get upstream() {
        return application.#resolved?.environment.upstream;
      },
      start(findFaults) {
        if (application.#stopping !== undefined) {
          return Promise.reject(new TypeError("The application has been stopped; create another one to start again"));
        }
        application.#starting ??= application.#start(findFaults);
        return application.#starting;
      },
      addListener: (listener) => this.#listeners.push(listener),
      addReadinessCheck: (check) => this.#readiness.add(check),
      get unreadyReasons() {
        return application.#readiness.reasons;
      },
    };
  }

  async #start(findMoreFaults: (() => readonly Fault[]) | undefined): Promise<void> {
    this.#state = "starting";
    try {
      const faults: Fault[] = [];
      const resolved = this.#resolve(faults);
      this.#resolved = resolved;
      await this.#load(resolved, faults);
      this.#modules.checkReach(resolved.topology, faults);
      faults.push(...(findMoreFaults?.() ?? []));
      if (faults.length > 0) throw new ConfigurationError(faults);
      const { environment, topology, guards } = resolved;
      for (const warning of findModuleTwins(environment.hosted, topology)) printToLog(`seamline: ${warning}`);
      const emit = (event: PolicyEvent): void => this.#emit(event);
      const { dispatchers } = this.#modules;
      const targets = new Targets({ environment, contracts: this.#contracts, dispatchers, emit });
      this.#routes.open(topology, targets, [...guards.client, ...(this.#options.interceptors?.client ?? [])]);
      await this.#modules.start((service, uses) => this.#createModuleContext(service, uses));
      await resolved.events?.start();
      this.#state = "ready";
    } catch (reason) {
      await this.#release();
      this.#state = "failed";
      throw reason;
    }
  }

  #resolve(faults: Fault[]): Resolved {
    const { modules, env, topology, policies, strict, transports } = this.#options;
    const hostable = Object.keys(modules).filter((name) => modules[name]?.load !== undefined);
    const read = readEnvironment(env ?? {}, this.#contracts, hostable, faults);
    const environment = { ...read, strict: read.strict ?? readStrictSeed(strict, faults) };
    const contracts = this.#contracts;
    const providers = transports ?? [];
    const sources = { contracts, environment, code: topology ?? {}, policies: policies ?? {}, providers };
    const guards = this.#createGuards(environment.guards, faults);
    const resolved = resolveTopology(sources, faults);
    return { environment, topology: resolved, guards, events: this.#createEvents(environment, guards, faults) };
  }

  #createEvents({ hosted, keys }: ResolvedEnvironment, guards: Guards, faults: Fault[]): EventHub | undefined {
    const { env = {}, events, onError } = this.#options;
    const contracts = this.#contracts;
    findEventFaults(contracts, faults);
    if (events !== undefined) {
      const interceptors = this.#serverInterceptors(guards);
      const addReadinessCheck: EventHubOptions["addReadinessCheck"] = (check) => this.#readiness.add(check);
      return events.read({ contracts, hosted, env, keys, interceptors, onError, addReadinessCheck }, faults);
    }
    faults.push(...findMissingHub(contracts, hosted, env));
    return undefined;
  }

  #serverInterceptors(guards: Guards): readonly Interceptor[] {
    return [...(this.#options.interceptors?.server ?? []), ...guards.server];
  }

  #createGuards(mode: ResolvedEnvironment["guards"], faults: Fault[]): Guards {
    const { guards } = this.#options;
    const contracts = this.#contracts;
    const rules = readGuards(guards, mode, namesOf(contracts), faults);
    return createGuards({
      rules,
      contracts,
      ...(typeof guards === "object" && guards.report && { report: guards.report }),
    });
  }

  async #load({ environment, guards }: Resolved, faults: Fault[]): Promise<void> {
    const { onError } = this.#options;
    const dispatching = { interceptors: this.#serverInterceptors(guards), ...(onError && { onError }) };
    await this.#modules.load(environment.hosted, this.#options.modules, dispatching, faults);
  }

  #createModuleContext(service: string, uses: readonly ServiceClientClass[]): Omit<ModuleContext, "onStop"> {
    return {
      service,
      env: this.#options.env ?? {},
      events: this.#resolved?.events,
      client: (type) => {
        if (uses.includes(type)) return this.#createClient(type, service);
        throw new TypeError(
          `The module ${service} does not declare ${type.name}; add it to \`uses\` in its definition`,
        );
      },
    };
  }

  #createClient<Client extends ServiceClient>(type: ServiceClientClass<Client>, caller: string | undefined): Client {
    const service = type.contract?.name;
    if (!this.#contracts.has(service)) {
      throw new TypeError(
        `${type.name} is the client of ${service}, which is no service of this application; add it to \`modules\``,
      );
    }
    const route = this.#routes.find;
    return new type(createServiceCaller({ route, caller, errors: type.errors, onLate: () => this.#countLate() }));
  }

  #countLate(): void {
    this.#stats.lateResults += 1;
  }

  async #stop(): Promise<void> {
    if (this.#starting === undefined) {
      this.#state = "stopped";
      return;
    }
    // A running application refuses its own calls from this moment on; its listeners decide about those that arrive.
    if (this.#state !== "ready") await this.#starting.catch(() => undefined);
    if (this.#state === "failed") return;
    this.#state = "draining";
    this.#modules.drain();
    // A request in flight to a listener still reaches its module.
    const drainable = [...this.#listeners, ...(this.#resolved?.events ? [this.#resolved.events] : [])];
    const drained = await Promise.allSettled(drainable.map(async (one) => one.drain()));
    this.#modules.closeToListeners();
    await this.#modules.idle();
    const undrained = drained.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    const failures = [...undrained, ...(await this.#release())];
    this.#state = "stopped";
    if (failures.length > 0)
      throw new AggregateError(failures, "The application stopped, but not everything could be released");
  }

  async #release(): Promise<readonly unknown[]> {
    const events = await Promise.allSettled([this.#resolved?.events?.stop()]);
    const failures = events.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    failures.push(...(await this.#modules.stop()));
    return [...failures, ...(await this.#routes.close())];
  }
}
