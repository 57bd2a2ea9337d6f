/**
 * Node's own modules, where there is Node. They are looked up at run time and not imported, so that
 * contracts, mocks and all they need can be bundled for a browser.
 */

/** The modules that are looked up. */
interface Builtins {
  readonly "node:async_hooks": typeof import("node:async_hooks");
  readonly "node:buffer": typeof import("node:buffer");
  readonly "node:crypto": typeof import("node:crypto");
  readonly "node:http": typeof import("node:http");
  readonly "node:path": typeof import("node:path");
  readonly "node:perf_hooks": typeof import("node:perf_hooks");
  readonly "node:timers": typeof import("node:timers");
  readonly "node:url": typeof import("node:url");
  readonly "node:util/types": typeof import("node:util/types");
}

/** A module of Node; `undefined` in a browser. */
export function findBuiltin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  const { process }: { readonly process?: Partial<NodeJS.Process> } = globalThis;
  return process?.getBuiltinModule?.(name) as Builtins[Name] | undefined;
}
