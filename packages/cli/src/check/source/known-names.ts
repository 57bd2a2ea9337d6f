/**
 * The names that load code, in one spelling each: `createRequire` of `node:module` is
 * `node:module.createRequire` under any local name, and its result is `require`.
 */

/** The values of global names. */
const globals: Readonly<Record<string, string>> = {
  require: "require",
  __non_webpack_require__: "require",
  module: "module",
  process: "process",
  URL: "URL",
  Worker: "Worker",
  SharedWorker: "Worker",
  importScripts: "importScripts",
  vi: "vi",
  jest: "jest",
  globalThis: "global",
  global: "global",
  window: "global",
  self: "global",
  __dirname: "import.meta.dirname",
  __filename: "import.meta.filename",
};

/** Members with another known value. */
const members: Readonly<Record<string, string>> = {
  "module.require": "require",
  "module.constructor": "node:module",
  "module.parent": "module",
  "require.main": "module",
  "process.mainModule": "module",
  "node:module.Module": "node:module",
  "node:module.prototype": "module",
  "node:url.URL": "URL",
  "node:worker_threads.Worker": "Worker",
  "node:test.mock": "mock",
  "node:test.test": "node:test",
  "bun:test.mock": "mock",
  "bun:test.jest": "jest",
  "bun:test.vi": "vi",
  "vitest.vi": "vi",
  "vitest.vitest": "vi",
  "@jest/globals.jest": "jest",
  "import.meta.require": "require",
  "node:path.posix": "node:path",
  "node:path.win32": "node:path",
};

const runners = ["vitest", "@jest/globals", "bun:test"];
/** Packages whose calls load or replace the file in their first argument. */
const loadingPackages = ["proxyquire", "rewire", "esmock", "testdouble", "mock-require", "import-fresh"];
const packages = new Set([...runners, ...loadingPackages]);
const builtins = /^(?:node:)?(module|url|worker_threads|child_process|process|path|path\/posix)$|^node:(test)$/;

/** Values that load any argument. They are followed, or reported where they escape. */
const loaders = new Set([
  "require",
  "node:module",
  "node:module.createRequire",
  "node:module.register",
  "node:module._load",
  "process.getBuiltinModule",
]);

/** Checks that a value loads its argument, or leads to a value that does. */
export function isLoader(value: string | undefined): boolean {
  return value !== undefined && loaders.has(value);
}

/** Checks that a value belongs to a package that loads files by path. */
export function loadsByPath(value: string): boolean {
  return loadingPackages.includes(value.split(".", 1)[0] ?? "");
}

/** The value of a global name. */
export function globalOf(name: string): string | undefined {
  return Object.hasOwn(globals, name) ? globals[name] : undefined;
}

/** The value of a known package. */
export function namespaceOf(specifier: string): string | undefined {
  if (packages.has(specifier)) return specifier;
  const match = builtins.exec(specifier);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return undefined;
  return name === "process" ? "process" : `node:${name.replace("/posix", "")}`;
}

/** The value of a member. */
export function memberOf(value: string, name: string): string {
  if (name === "default") return value;
  if (value === "global") return globalOf(name) ?? `global.${name}`;
  return members[`${value}.${name}`] ?? `${value}.${name}`;
}
