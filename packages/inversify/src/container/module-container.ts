/**
 * The container of one module, and the tokens that it could not resolve.
 *
 * inversify reports a missing binding only as text. To name the token and the services that require
 * it, a module's container has an empty parent: every lookup that the module cannot resolve reaches
 * the parent, where it is recorded before inversify fails. Optional tokens stay optional.
 */

import { type BindingConstraints, Container, type ServiceIdentifier } from "inversify";

/** A token that a container could not resolve. */
export interface MissingToken {
  readonly token: ServiceIdentifier;
  /** The services that require it, from the resolved one to the token itself. */
  readonly path: readonly ServiceIdentifier[];
}

/** A module's own container. */
export interface ModuleContainer {
  readonly container: Container;
  /**
   * Returns the token that caused a failed resolution; `undefined` if it failed for another reason.
   */
  findMissing(failure: unknown): MissingToken | undefined;
}

/**
 * Creates an empty container. Its default scope is singleton, unlike inversify's, transient:
 * bindings live as long as the module, are shared by its services, and are released with it;
 * inversify deactivates only singletons.
 */
export function createModuleContainer(): ModuleContainer {
  const missing = new Map<ServiceIdentifier, MissingToken>();
  const outside = new Container();
  observeLookups(outside, (constraints) => {
    const { serviceIdentifier: token } = constraints;
    missing.delete(token); // moves the latest to the end
    missing.set(token, { token, path: pathTo(constraints) });
  });
  const container = new Container({ parent: outside, defaultScope: "Singleton" });
  refuseUndefined(container);
  return {
    container,
    findMissing(failure) {
      const empty = [...missing.values()].findLast(({ token }) => isEmpty(token));
      if (empty !== undefined) return empty; // inversify cannot even name it
      // An optional token is recorded too, but causes no failure.
      const text = failure instanceof Error ? failure.message : "";
      return [...missing.values()].findLast(({ token }) => text.includes(`"${printToken(token)}"`));
    },
  };
}

/** A token that a circular import has left undefined, or that is `null`. */
export function isEmpty(token: unknown): boolean {
  return token === undefined || token === null;
}

/** Refuses bindings under no token, which nothing could ever inject. */
function refuseUndefined(container: Container): void {
  const bind = container.bind.bind(container);
  container.bind = <Bound>(token: ServiceIdentifier<Bound>) => {
    if (isEmpty(token)) {
      throw new TypeError(`container.bind: expected a token, found ${String(token)}; is there a circular import?`);
    }
    return bind(token);
  };
}

/** Prints a token like inversify. */
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

/** The used part of inversify's plugin context. */
interface PluginContext {
  readonly bindingService?: { get?(token: ServiceIdentifier): Iterable<unknown> | undefined };
}

/** The symbol by which inversify recognises a plugin. */
const isPlugin = Symbol.for("@inversifyjs/plugin/isPlugin");

/** Calls `observe` for each token that is looked up in an empty container. */
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
        // A binding that never applies: its constraint receives the whole path, and the token stays
        // unbound.
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
    // inversify's plugins are experimental. Without them its own message remains, which names the
    // token, too.
  }
}
