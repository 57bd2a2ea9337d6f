/**
 * The names that load code, in one spelling each: `createRequire` of `node:module` is `node:module.createRequire`, whatever a file
 * calls it, and what it returns is `require`.
 */

/** What a global name stands for. */
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

/** Members that are another known value. */
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
/** Packages whose calls load or replace the file that their first argument names. */
const loadingPackages = ["proxyquire", "rewire", "esmock", "testdouble", "mock-require", "import-fresh"];
const packages = new Set([...runners, ...loadingPackages]);
const builtins = /^(?:node:)?(module|url|worker_threads|child_process|process|path|path\/posix)$|^node:(test)$/;

/** Values that load whatever they are called with; where they go is followed, or reported. */
const loaders = new Set([
  "require",
  "node:module",
  "node:module.createRequire",
  "node:module.register",
  "node:module._load",
  "process.getBuiltinModule",
]);

/** Whether a value loads what it is called with, or leads to what does. */
export function isLoader(value: string | undefined): boolean {
  return value !== undefined && loaders.has(value);
}

/** Whether a value is of a package that loads files by path. */
export function loadsByPath(value: string): boolean {
  return loadingPackages.includes(value.split(".", 1)[0] ?? "");
}

/** The value of a global name. */
export function globalOf(name: string): string | undefined {
  return Object.hasOwn(globals, name) ? globals[name] : undefined;
}

/** The value of a package that is known here. */
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
