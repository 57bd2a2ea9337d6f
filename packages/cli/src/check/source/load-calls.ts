/** Calls that load or name files, with the arguments that name them. */

import type { ImportKind } from "./import-statement.ts";
import { loadsByPath } from "./known-names.ts";

/** The files loaded by a call. */
export interface LoadCall {
  readonly kind: ImportKind;
  /** `"each"` if every argument names a file. Default: the first one does. */
  readonly argument?: "each";
  /**
   * The effect of a second argument on a relative path: it moves the path's base, or is the base.
   */
  readonly base?: "moved" | "given";
  /** `false` if the call loads only modules of Node, never files. */
  readonly ofFiles?: false;
  /** `true` for calls of loading packages, of which only relative paths matter. */
  readonly ofPackage?: true;
}

const mockMethods = [
  "mock",
  "doMock",
  "unmock",
  "doUnmock",
  "dontMock",
  "deepUnmock",
  "unstable_mockModule",
  "unstable_unmockModule",
  "setMock",
  "createMockFromModule",
  "importActual",
  "importMock",
  "requireActual",
  "requireMock",
];

const calls: Readonly<Record<string, LoadCall>> = {
  require: { kind: "require" },
  "require.resolve": { kind: "require", base: "moved" },
  "require.context": { kind: "path" },
  "import.meta.resolve": { kind: "dynamic", base: "given" },
  "import.meta.webpackContext": { kind: "path" },
  "node:module._load": { kind: "require" },
  "node:module._resolveFilename": { kind: "require" },
  "node:module.register": { kind: "dynamic", base: "given" },
  "node:child_process.fork": { kind: "path" },
  Worker: { kind: "path" },
  importScripts: { kind: "url", argument: "each" },
  "process.getBuiltinModule": { kind: "require", ofFiles: false },
  "mock.module": { kind: "mock" },
  ...Object.fromEntries(
    ["vi", "jest"].flatMap((runner) => mockMethods.map((name) => [`${runner}.${name}`, { kind: "mock" } as const])),
  ),
};

/** The load of a call of a known value. */
export function loadCallOf(value: string): LoadCall | undefined {
  if (Object.hasOwn(calls, value)) return calls[value];
  return loadsByPath(value) ? { kind: "mock", ofPackage: true } : undefined;
}

/** Recognizes calls that load by patterns, which are not followed. */
export function loadsByPattern(value: string): boolean {
  return value === "import.meta.glob" || value === "import.meta.globEager";
}
