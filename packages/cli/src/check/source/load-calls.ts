/** Calls that load or name files, and which of their arguments does. */

import type { ImportKind } from "./import-statement.ts";

/** What a call loads. */
export interface LoadCall {
  readonly kind: ImportKind;
  /** Which argument names it; `"each"` for all of them. Default: 0. */
  readonly argument?: "each";
  /** Whether a second argument may move where the first is looked for. */
  readonly movable?: true;
  /** Whether only modules of Node are loaded, never files. */
  readonly builtinOnly?: true;
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
  "require.resolve": { kind: "require", movable: true },
  "require.context": { kind: "path" },
  "import.meta.resolve": { kind: "dynamic", movable: true },
  "import.meta.webpackContext": { kind: "path" },
  "node:module._load": { kind: "require" },
  "node:module._resolveFilename": { kind: "require" },
  "node:module.register": { kind: "dynamic" },
  "node:child_process.fork": { kind: "path" },
  Worker: { kind: "path" },
  importScripts: { kind: "url", argument: "each" },
  "process.getBuiltinModule": { kind: "require", builtinOnly: true },
  "mock.module": { kind: "mock" },
  ...Object.fromEntries(
    ["vi", "jest"].flatMap((runner) => mockMethods.map((name) => [`${runner}.${name}`, { kind: "mock" } as const])),
  ),
};

/** What a call of a known value loads. */
export function loadCallOf(value: string): LoadCall | undefined {
  return Object.hasOwn(calls, value) ? calls[value] : undefined;
}

/** Whether a call loads by patterns, which are not followed. */
export function loadsByPattern(value: string): boolean {
  return value === "import.meta.glob" || value === "import.meta.globEager";
}
