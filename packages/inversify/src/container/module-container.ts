/**
 * The container of one module, and what it was asked for in vain.
 *
 * inversify tells of a missing binding in text only. To name the token itself, and the services on the way to it, a module's
 * container has a parent that holds nothing: every lookup which the module cannot answer reaches that parent, and there it is
 * noted before inversify fails in its own way. What is optional stays optional.
 */

import { type BindingConstraints, Container, type ServiceIdentifier } from "inversify";

/** A token that a container was asked for and does not hold. */
export interface MissingToken {
  readonly token: ServiceIdentifier;
  /** Who asked: from the service that was resolved to the token itself. */
  readonly path: readonly ServiceIdentifier[];
}

/** A module's own container. */
export interface ModuleContainer {
  readonly container: Container;
  /** The token that a failed resolution was about; `undefined` when it failed for another reason. */
  findMissing(failure: unknown): MissingToken | undefined;
}

/**
 * Makes an empty container. Its default scope is singleton, where inversify's is transient: what a module binds lives as long
 * as the module, is shared by its services, and is released with it; inversify deactivates singletons only.
 */
export function createModuleContainer(): ModuleContainer {
  const missing = new Map<ServiceIdentifier, MissingToken>();
  const outside = new Container();
  observeLookups(outside, (constraints) => {
    const { serviceIdentifier: token } = constraints;
    missing.delete(token); // the latest goes last
    missing.set(token, { token, path: pathTo(constraints) });
  });
  return {
    container: new Container({ parent: outside, defaultScope: "Singleton" }),
    findMissing(failure) {
      // An optional token was missed too, but no failure is about it.
      const text = failure instanceof Error ? failure.message : "";
      return [...missing.values()].findLast(({ token }) => text.includes(`"${printToken(token)}"`));
    },
  };
}

/** A token as inversify prints it. */
export function printToken(token: ServiceIdentifier): string {
  return typeof token === "function" ? token.name : String(token);
}

function pathTo(constraints: BindingConstraints): readonly ServiceIdentifier[] {
  const path: ServiceIdentifier[] = [];
  for (let step: BindingConstraints | undefined = constraints; step !== undefined; step = step.getAncestor()) {
    path.unshift(step.serviceIdentifier);
  }
  return path;
}

/** The part of inversify's plugin context that is used here. */
interface PluginContext {
  readonly bindingService?: { get?(token: ServiceIdentifier): Iterable<unknown> | undefined };
}

/** What inversify recognises a plugin by. */
const isPlugin = Symbol.for("@inversifyjs/plugin/isPlugin");

/** Tells of each token that is looked up in an empty container. */
function observeLookups(container: Container, observe: (constraints: BindingConstraints) => void): void {
  class LookupObserver {
    readonly [isPlugin] = true;
    readonly #context: PluginContext;

    constructor(_container: Container, context: PluginContext) {
      this.#context = context;
    }

    load(): void {
      const { bindingService } = this.#context;
      const get = bindingService?.get;
      if (bindingService === undefined || get === undefined) return;
      bindingService.get = (token) => {
        const found = get.call(bindingService, token);
        if (found !== undefined) return found;
        // A binding that never applies: its constraint is told the whole path, and the token stays unbound.
        container
          .bind(token)
          .toConstantValue(undefined)
          .when((constraints) => {
            observe(constraints);
            return false;
          });
        return get.call(bindingService, token);
      };
    }
  }
  try {
    container.register(LookupObserver);
  } catch {
    // inversify calls its plugins experimental. Without them its own message stands, which names the token as well.
  }
}
