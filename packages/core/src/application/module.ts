/**
 * A module: the handlers of one service with their dependencies, described for an application to
 * start.
 */

import type { ServiceClient, ServiceClientClass } from "../client/service-client.ts";
import type { Contract } from "../contract/operation.ts";
import { assertSettings, callback, object, type Setting } from "../platform/setting.ts";
import type { Environment } from "../topology/environment.ts";
import type { EventHub } from "./event-hub.ts";
import { contractSetting, pathOfModule, usesSetting } from "./module-settings.ts";

/** The side of an application that a module's `start` receives. */
export interface ModuleContext {
  /** The service that the module implements. */
  readonly service: string;
  /** The application's environment variables. */
  readonly env: Environment;
  /**
   * A client of a service that the module declared in `uses`.
   * @throws {TypeError} for any other, naming what to declare.
   */
  client<Client extends ServiceClient>(type: ServiceClientClass<Client>): Client;
  /** The application's events, for `openMessaging` of `@seamline/messaging`; `undefined` without any. */
  readonly events: EventHub | undefined;
  /**
   * Registers a function to run when the application stops, after the last call has ended; the
   * latest registered runs first.
   */
  onStop(release: () => Promise<void> | void): void;
}

/** A module as its package exports it. */
export interface ModuleDefinition<Handlers = unknown> {
  /** The contract that its handlers implement. */
  readonly contract: Contract<Handlers>;
  /** The clients its code may use: its edges, which must be reachable for it to start. */
  readonly uses: readonly ServiceClientClass[];
  /** Makes the handlers. Calls to the module wait until this has settled. */
  start(context: ModuleContext): Promise<Handlers> | Handlers;
}

/**
 * Defines a module. The handlers are checked against the contract when the contract comes from the
 * client package's `handlers` export.
 *
 * @throws {TypeError} for unknown options.
 * @example
 * ```ts
 * export const module = defineModule({
 *   contract: restaurantContract,
 *   uses: [CustomerClient],
 *   start: (context) => new RestaurantService(context.client(CustomerClient)),
 * });
 * ```
 */
export function defineModule<Handlers>(definition: {
  /** The contract that the handlers implement: it decides their types. */
  readonly contract: Contract<Handlers>;
  /** The clients that the module's code may use. Default: none. */
  readonly uses?: readonly ServiceClientClass[];
  /** Makes the handlers. Calls to the module wait until this has settled. */
  start(context: ModuleContext): Promise<NoInfer<Handlers>> | NoInfer<Handlers>;
}): ModuleDefinition<Handlers> {
  assertSettings("defineModule", moduleSetting, definition, pathOfModule(definition?.contract));
  return {
    contract: definition.contract,
    uses: definition.uses ?? [],
    start: (context) => definition.start(context),
  };
}

const moduleSetting: Setting = object({ contract: contractSetting, uses: usesSetting, start: callback }, [
  "contract",
  "start",
]);

/**
 * Finds the module in the value that `load` resolved with: the definition itself, or a namespace
 * that exports it as `module` or `default`.
 * @throws {TypeError} naming the value found instead.
 */
export function findModule(service: string, loaded: unknown): ModuleDefinition {
  const namespace = (loaded ?? {}) as { module?: unknown; default?: unknown };
  for (const candidate of [loaded, namespace.module, namespace.default]) if (isModule(candidate)) return candidate;
  throw new TypeError(
    `modules.${service}.load: expected it to resolve with a module, or a namespace that exports one as \`module\`; found ${describeLoaded(loaded)}`,
  );
}

function describeLoaded(loaded: unknown): string {
  if (loaded === undefined || loaded === null) return `${String(loaded)}; does the file export its module?`;
  if (Array.isArray(loaded)) return "an array";
  if (typeof loaded !== "object") return typeof loaded;
  for (const name of ["module", "default"]) {
    const empty = Object.hasOwn(loaded, name) && (loaded as Record<string, unknown>)[name] === undefined;
    if (empty) return `one whose \`${name}\` is undefined; is there a circular import?`;
  }
  return Object.keys(loaded).join(", ") || "nothing";
}

function isModule(value: unknown): value is ModuleDefinition {
  const candidate = value as Partial<ModuleDefinition> | null | undefined;
  return (
    typeof candidate?.start === "function" &&
    typeof candidate.contract?.name === "string" &&
    Array.isArray(candidate.uses)
  );
}
