/**
 * A module: the handlers of one service with their dependencies, described for an application to
 * start.
 */

import type { ServiceClient, ServiceClientClass } from "../client/service-client.ts";
import type { Contract } from "../contract/operation.ts";
import { arrayOf, assertSettings, callback, object, type Setting, value } from "../platform/setting.ts";
import { fieldsOf, isRecord } from "../platform/unknown-value.ts";
import type { Environment } from "../topology/environment.ts";

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
  assertSettings("defineModule", moduleSetting, definition);
  return {
    contract: definition.contract,
    uses: definition.uses ?? [],
    start: (context) => definition.start(context),
  };
}

const isContract = (given: unknown): boolean =>
  typeof fieldsOf(given).name === "string" && isRecord(fieldsOf(given).operations);
const moduleSetting: Setting = object(
  {
    contract: value("the contract that a client package exports", isContract),
    uses: arrayOf(
      "an array of clients",
      value("the class of a client (a cycle of imports leaves it undefined)", (given) => typeof given === "function"),
    ),
    start: callback,
  },
  ["contract", "start"],
);

/**
 * Finds the module in the value that `load` resolved with: the definition itself, or a namespace
 * that exports it as `module` or `default`.
 * @throws {TypeError} naming the value found instead.
 */
export function findModule(service: string, loaded: unknown): ModuleDefinition {
  const namespace = (loaded ?? {}) as { module?: unknown; default?: unknown };
  for (const candidate of [loaded, namespace.module, namespace.default]) if (isModule(candidate)) return candidate;
  const names =
    typeof loaded === "object" && loaded !== null ? Object.keys(loaded).join(", ") || "nothing" : typeof loaded;
  throw new TypeError(
    `modules.${service}.load: expected it to resolve with a module, or a namespace that exports one as \`module\`; found ${names}`,
  );
}

function isModule(value: unknown): value is ModuleDefinition {
  const candidate = value as Partial<ModuleDefinition> | null | undefined;
  return (
    typeof candidate?.start === "function" &&
    typeof candidate.contract?.name === "string" &&
    Array.isArray(candidate.uses)
  );
}
