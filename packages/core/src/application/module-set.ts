/** The modules that run in one process: loaded, checked, started and stopped together. */

import type { ServiceClientClass } from "../client/service-client.ts";
import type { Contract } from "../contract/operation.ts";
import { printReason } from "../error/print-reason.ts";
import type { Dispatcher } from "../server/dispatcher.ts";
import type { Fault } from "../topology/fault.ts";
import { type Topology, unreachableFault } from "../topology/topology.ts";
import type { ModuleEntry } from "./application.ts";
import { createHostedModule, type HostedModule } from "./hosted-module.ts";
import { findModule, type ModuleContext } from "./module.ts";
import { usesSetting } from "./module-settings.ts";
import { toStartOrder } from "./start-order.ts";

/** Hosted modules, by service. */
export class ModuleSet {
  readonly #contracts: ReadonlyMap<string, Contract>;
  readonly #modules = new Map<string, HostedModule>();

  /** @param contracts every service of the application. */
  constructor(contracts: ReadonlyMap<string, Contract>) {
    this.#contracts = contracts;
  }

  get services(): readonly string[] {
    return [...this.#modules.keys()];
  }

  /** The dispatchers by service; calls before a module has started wait in its dispatcher. */
  get dispatchers(): ReadonlyMap<string, Dispatcher> {
    return new Map([...this.#modules].map(([service, { dispatcher }]) => [service, dispatcher]));
  }

  /** The dispatchers of listeners, which stay open until {@link closeToListeners}. */
  get served(): readonly Dispatcher[] {
    return [...this.#modules.values()].map(({ served }) => served);
  }

  /**
   * Imports modules. Adds a fault for a module that implements another service, or uses an unknown
   * client.
   */
  async load(
    services: Iterable<string>,
    entries: Readonly<Record<string, ModuleEntry>>,
    options: Parameters<typeof createHostedModule>[1],
    faults: Fault[],
  ): Promise<void> {
    for (const service of services) {
      const key = `modules.${service}`;
      const definition = findModule(service, await importModule(key, entries[service]));
      const { name } = definition.contract;
      if (name !== service) {
        faults.push({ key, message: `expected the module of ${service}, found the module of ${name}` });
      }
      const misused = usesSetting(`${key}.uses`, definition.uses);
      faults.push(...misused.map(({ path, message }) => ({ key: path, message })));
      if (misused.length > 0) continue;
      for (const type of definition.uses) {
        if (this.#contracts.has(type.contract.name)) continue;
        faults.push({
          key: `${key}.uses`,
          message: `${type.name} is the client of ${type.contract.name}, which is no service of this application`,
        });
      }
      this.#modules.set(service, createHostedModule(definition, options));
    }
  }

  /** Adds a fault for each service that a module uses and the topology does not reach. */
  checkReach(topology: Topology, faults: Fault[]): void {
    const users = new Map<string, string>();
    for (const [service, { definition }] of this.#modules) {
      for (const { contract } of definition.uses) users.set(contract.name, users.get(contract.name) ?? service);
    }
    for (const [service, user] of users) {
      const unreachable = [...topology.values()].some(
        ({ operation, way, source }) => operation.service === service && way.kind === "none" && source === "default",
      );
      if (unreachable) faults.push(unreachableFault(service, user));
    }
  }

  /**
   * Starts every module, one after another, those that others use first.
   * @throws {Error} naming the module that failed.
   */
  async start(
    createContext: (service: string, uses: readonly ServiceClientClass[]) => Omit<ModuleContext, "onStop">,
  ): Promise<void> {
    const uses = new Map(
      [...this.#modules].map(([service, { definition }]) => [
        service,
        definition.uses.map(({ contract }) => contract.name),
      ]),
    );
    for (const service of toStartOrder(uses)) {
      const module = this.#modules.get(service);
      try {
        await module?.start(createContext(service, module.definition.uses));
      } catch (cause) {
        const text = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`The module ${service} failed to start: ${text}`, { cause });
      }
    }
  }

  /** Refuses new calls of this process from now on, except calls of code that handles one already. */
  drain(): void {
    for (const module of this.#modules.values()) module.drain();
  }

  /** Refuses new calls of listeners as well. */
  closeToListeners(): void {
    for (const module of this.#modules.values()) module.closeToListeners();
  }

  /** Settles once no call is in flight in any module. */
  async idle(): Promise<void> {
    await Promise.all([...this.#modules.values()].map((module) => module.idle()));
  }

  /**
   * Releases the modules' resources, the latest first. Collects failures instead of stopping at the
   * first.
   */
  async stop(): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    for (const module of [...this.#modules.values()].reverse()) failures.push(...(await module.stop()));
    return failures;
  }
}

async function importModule(key: string, entry: ModuleEntry | undefined): Promise<unknown> {
  try {
    return await entry?.load?.();
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : printReason(cause);
    throw new Error(`${key}.load: the module failed to load: ${text}`, { cause });
  }
}
