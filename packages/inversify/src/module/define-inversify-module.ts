/** A module whose handlers and their dependencies come from a container of its own. */

import type { Contract, ModuleContext, ModuleDefinition, ServiceClientClass } from "@seamline/core";
import type { Container, Newable, ServiceIdentifier } from "inversify";
import { createModuleContainer } from "../container/module-container.ts";
import { Seam } from "./seam.ts";

/** Every module of this process, so that one can be told from another whichever application hosts it. */
const seam = new Seam();

/** The contract of a module, its handlers and their bindings. */
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
   * Binds everything else that the handlers need. Runs once, when the module starts; the scope of
   * bindings is singleton. Default: none.
   */
  bindings?(container: Container, context: ModuleContext): void | Promise<void>;
}

/**
 * Defines a module that inversify puts together. On start the module gets a container of its own,
 * which holds the clients that it declares, each under its class, and what `bindings` binds;
 * nothing of any other module. On stop, after the last call has ended, the handlers are
 * deactivated, then everything else in the container, then what `bindings` registered with
 * `context.onStop` is released, the latest first.
 *
 * The module fails to start when something that the handlers need cannot be resolved; the error
 * names the token, who asked for it and, when it belongs to another module, the client to inject
 * instead.
 *
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
        // The latest registered runs first: handlers, then the rest of the container (inversify deactivates all of it at once),
        // then what they work with, which was registered while they were bound and resolved.
        context.onStop(() => container.unbindAllAsync());
        context.onStop(() => container.unbindAsync(handlers));
      }
    },
  };
}
