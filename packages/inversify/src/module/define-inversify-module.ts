/** A module whose handlers and dependencies come from its own container. */

import type { Contract, ModuleContext, ModuleDefinition, ServiceClientClass } from "@seamline/core";
import {
  assertSettings,
  callback,
  contractSetting,
  object,
  pathOfModule,
  type Setting,
  usesSetting,
  value,
} from "@seamline/core/settings";
import type { Container, Newable, ServiceIdentifier } from "inversify";
import { createModuleContainer } from "../container/module-container.ts";
import { unbind, unbindAll } from "../container/unbind.ts";
import { Seam } from "./seam.ts";

/** All modules of this process, so that errors can name the owner of a class in any application. */
const seam = new Seam();

/** Options of a module: its contract, its handlers and their bindings. */
export interface InversifyModuleOptions<Handlers> {
  /** The contract that the handlers implement. */
  readonly contract: Contract<Handlers>;
  /** The clients that the module's code may inject. Default: none. */
  readonly uses?: readonly ServiceClientClass[];
  /**
   * The implementation of the contract: a class, bound to itself as a singleton unless `bindings`
   * binds it, or another token that `bindings` binds.
   */
  readonly handlers: ServiceIdentifier<NoInfer<Handlers>>;
  /**
   * Binds the dependencies of the handlers. Runs once, when the module starts; the default scope of
   * bindings is singleton. Default: none.
   */
  bindings?(container: Container, context: ModuleContext): void | Promise<void>;
}

/**
 * Defines a module that inversify assembles. On start the module gets its own container, with the
 * declared clients, each under its class, and its `bindings`; nothing of other modules. On stop,
 * after the last call has ended, the handlers are deactivated, then the rest of the container; then
 * the functions that `bindings` registered with `context.onStop` run, the latest first.
 *
 * The module fails to start if a dependency of the handlers cannot be resolved; the error names the
 * token, the classes that require it and, if it belongs to another module, the client to inject
 * instead.
 *
 * @throws {TypeError} for unknown options and for values of another kind, such as what a circular
 * import leaves undefined.
 * @example
 * ```ts
 * export const module = defineInversifyModule({
 *   contract: customerContract,
 *   uses: [RestaurantClient, CourierClient],
 *   handlers: CustomerService,
 *   bindings: (container) => {
 *     container.bind(Orders).toSelf();
 *   },
 * });
 * ```
 */
export function defineInversifyModule<Handlers>(options: InversifyModuleOptions<Handlers>): ModuleDefinition<Handlers> {
  assertSettings("defineInversifyModule", moduleSetting, options, pathOfModule(options?.contract));
  const { contract, handlers, uses = [] } = options;
  seam.add(contract.name, handlers, uses);
  return {
    contract,
    uses,
    async start(context) {
      const { container, findMissing } = createModuleContainer();
      try {
        for (const type of uses) container.bind(type).toConstantValue(context.client(type));
        await options.bindings?.(container, context);
        if (typeof handlers === "function" && !container.isCurrentBound(handlers)) {
          container
            .bind(handlers)
            .to(handlers as Newable<Handlers>)
            .inSingletonScope();
        }
        return await container.getAsync<Handlers>(handlers);
      } catch (failure) {
        const missing = findMissing(failure);
        if (missing === undefined) throw failure;
        throw new Error(seam.explain(context.service, uses, missing), { cause: failure });
      } finally {
        // The latest registered runs first: the handlers, then the rest of the container (inversify
        // deactivates all at once), then the functions registered while bindings were made and
        // resolved.
        context.onStop(() => unbindAll(container));
        context.onStop(() => unbind(container, handlers));
      }
    },
  };
}

const moduleSetting: Setting = object(
  {
    contract: contractSetting,
    uses: usesSetting,
    handlers: value("the class of the handlers, or another token", (given) =>
      ["function", "string", "symbol"].includes(typeof given),
    ),
    bindings: callback,
  },
  ["contract", "handlers"],
);
