/**
 * Shortcuts: ways past the public API of Node and undici, for the sake of speed alone. Each is
 * compared with what was read in their sources before it is taken; where it has changed, the public
 * way is taken instead, with the same results.
 */

import modules from "./undici-modules.cjs";

/** The shortcuts, each with the cost of the public way. */
const costs = {
  "undici-modules": "the whole of undici is loaded",
  "idle-timer": "a timer is set and cleared for each request",
  "request-headers": "Node reads the headers of each request",
  "request-body": "the body of each request is read by events",
  "connection-lists": "Node lists all connections by age",
} as const;

/** The name of a shortcut. */
export type Shortcut = keyof typeof costs;

const closed = new Set<Shortcut>();
let printed = 0;

/**
 * Returns the shortcuts that this process does not take, because Node or undici has changed there.
 * @example
 * ```ts
 * gauge.record(closedShortcuts().length); // 0 with the versions in docs/reference/versions.md
 * ```
 */
export function closedShortcuts(): readonly Shortcut[] {
  return [...closed];
}

/** Closes a shortcut. One line on stderr names those that close in the same turn. */
export function closeShortcut(shortcut: Shortcut): void {
  if (closed.has(shortcut)) return;
  closed.add(shortcut);
  process.nextTick(() => {
    const found = [...closed].slice(printed);
    printed = closed.size;
    if (found.length > 0) process.stderr.write(`${printClosed(found)}\n`);
  });
}

function printClosed(found: readonly Shortcut[]): string {
  const ways = found.map((one) => `${costs[one]} (${one})`).join(", ");
  return `seamline: calls over HTTP are slower here, and otherwise the same: expected the inner parts of a supported version of Node and undici, found Node ${process.versions.node} and undici ${modules.version ?? "of an unknown version"}, with which ${ways}; update @seamline/http, or use a version in docs/reference/versions.md`;
}
