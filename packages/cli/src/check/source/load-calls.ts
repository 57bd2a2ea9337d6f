/** Calls that load or name files, and which of their arguments does. */

import type { ImportKind } from "./import-statement.ts";
import { loadsByPath } from "./known-names.ts";

/** What a call loads. */
export interface LoadCall {
  readonly kind: ImportKind;
  /** Which argument names it; `"each"` for all of them. Default: the first. */
  readonly argument?: "each";
  /** What a second argument does to a relative path: it moves the place that the path begins at, or is that place. */
  readonly base?: "moved" | "given";
  /** `false` if only modules of Node are loaded, never files. */
  readonly ofFiles?: false;
  /** Whether a package of its own does it, of which only relative paths are of interest. */
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

/** What a call of a known value loads. */
export function loadCallOf(value: string): LoadCall | undefined {
  if (Object.hasOwn(calls, value)) return calls[value];
  return loadsByPath(value) ? { kind: "mock", ofPackage: true } : undefined;
}

/** Whether a call loads by patterns, which are not followed. */
export function loadsByPattern(value: string): boolean {
  return value === "import.meta.glob" || value === "import.meta.globEager";
}
