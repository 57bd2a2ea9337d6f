/**
 * The copies of this package in one process: two versions, two paths in node_modules, one that is
 * bundled into a module, one that a test runner evaluates beside Node's own. Values cross between
 * copies, but each has its own async frames: `currentContext()` of one sees no call of another, its
 * transactions are not seen by the other's guards. Copies find each other by a list on the global
 * object; it serves messages only, so an entry that other code adds can deceive nobody but a reader.
 */

import { findBuiltin } from "./builtin.ts";
import { printToLog } from "./log.ts";

/** The version of this copy, as in its package.json. */
export const version = "0.1.0";

/** The shared list. Text only: nothing in it is ever called or trusted. */
interface Registry {
  /** Where each copy was loaded from, with its version. */
  readonly copies: string[];
  /** `true` once a copy serves calls: before that, copies do no harm. */
  serving: boolean;
}

const key = Symbol.for("seamline.copies");

/** Adds this copy to the list, and reports it if it is not the only one in a process that serves. */
export function registerCopy(): void {
  const { copies, serving } = readRegistry();
  copies.push(`${version} at ${findPlace()}`);
  if (serving) reportCopies(copies);
}

/** Notes that this process serves calls, and reports copies that were loaded before. */
export function noteServing(): void {
  const registry = readRegistry();
  if (registry.serving) return;
  registry.serving = true;
  reportCopies(registry.copies);
}

/** A sentence about the copies of this process, for errors that they may have caused; empty for one. */
export function hintAtCopies(): string {
  const { copies } = readRegistry();
  return copies.length < 2 ? "" : `; ${describe(copies)}`;
}

function reportCopies(copies: readonly string[]): void {
  if (copies.length < 2 || findBuiltin("node:async_hooks") === undefined) return; // no frames in a browser
  printToLog(
    `seamline: ${describe(copies)}. currentContext(), guards and transactions of one see nothing of another. ` +
      "Keep one: `npm ls @seamline/core` shows who brings a second, a bundler takes @seamline/* as external, " +
      "and a test runner must not inline it.",
  );
}

function describe(copies: readonly string[]): string {
  return `${copies.length} copies of @seamline/core are loaded: ${copies.join(", ")}`;
}

/** The file that this copy runs from, by the stack: a CommonJS bundle has no `import.meta`. */
function findPlace(): string {
  const [, file = "an unknown place"] =
    /(?:\(|at )((?:file:|\/|[A-Za-z]:\\).*):\d+:\d+\)?$/m.exec(new Error().stack ?? "") ?? [];
  return file.startsWith("file:") ? (findBuiltin("node:url")?.fileURLToPath(file) ?? file) : file;
}

/** The list; a new one if other code has put anything else in its place. */
function readRegistry(): Registry {
  const found: unknown = Reflect.get(globalThis, key);
  if (isRegistry(found)) return found;
  const registry: Registry = { copies: [], serving: false };
  Object.defineProperty(globalThis, key, { value: registry, configurable: true, writable: true });
  return registry;
}

function isRegistry(value: unknown): value is Registry {
  if (typeof value !== "object" || value === null) return false;
  const { copies, serving } = value as Partial<Registry>;
  return Array.isArray(copies) && copies.every((one) => typeof one === "string") && typeof serving === "boolean";
}
