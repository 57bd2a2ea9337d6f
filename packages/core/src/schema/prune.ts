/**
 * Dropping properties whose value is `undefined`: zod keeps them, JSON does not, so no transport
 * may.
 */

import { isRecord } from "../platform/unknown-value.ts";
import { admitsUndefined } from "./absence.ts";
import { childrenOf, definitionOf, type Schema } from "./schema-node.ts";

/**
 * Returns the value without explicit `undefined` properties: the same object if there are none,
 * else a copy.
 */
export type Prune = (value: unknown) => unknown;

/** Pruners being compiled, by which a recursive schema finds its own. */
type Open = Map<Schema, { prune?: Prune }>;

/**
 * Compiles a pruner for a schema; `undefined` if its values cannot hold an `undefined` property.
 */
export function compilePrune(schema: Schema, open: Open = new Map()): Prune | undefined {
  const known = open.get(schema);
  // A schema met again during its own compilation is recursive: bind late.
  if (known !== undefined) return (value) => (known.prune === undefined ? value : known.prune(value));
  const entry: { prune?: Prune } = {};
  open.set(schema, entry);
  const prune = build(schema, open);
  if (prune !== undefined) entry.prune = prune;
  open.delete(schema);
  return prune;
}

function build(schema: Schema, open: Open): Prune | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return pruneObject(definition.shape, definition.catchall, open);
    case "array": {
      const prune = compilePrune(definition.element, open);
      return prune && ((value) => (Array.isArray(value) ? replaceItems(value, prune) : value));
    }
    case "tuple": {
      const prunes = definition.items.map((item) => compilePrune(item, open));
      const rest = definition.rest ? compilePrune(definition.rest, open) : undefined;
      if (rest === undefined && prunes.every((prune) => prune === undefined)) return undefined;
      const pruneItem = (item: unknown, index: number): unknown => {
        const prune = index < prunes.length ? prunes[index] : rest;
        return prune === undefined ? item : prune(item);
      };
      return (value) => (Array.isArray(value) ? replaceItems(value, pruneItem) : value);
    }
    case "record": {
      const prune = compilePrune(definition.valueType, open);
      return (
        prune && ((value) => (isRecord(value) ? replaceProperties(value, Object.keys(value), () => prune) : value))
      );
    }
    default:
      // Wrappers, unions and intersections: an undefined property may go, in whichever form.
      return inOneWalk(childrenOf(schema).map((child) => compilePrune(child.schema, open)));
  }
}

function pruneObject(
  shape: Readonly<Record<string, Schema>>,
  catchall: Schema | undefined,
  open: Open,
): Prune | undefined {
  const prunes = new Map<string, Prune>();
  const keys: string[] = [];
  for (const [key, field] of Object.entries(shape)) {
    const prune = compilePrune(field, open);
    if (prune !== undefined) prunes.set(key, prune);
    if (prune !== undefined || field._zod.optout === "optional" || admitsUndefined(field)) keys.push(key);
  }
  if (keys.length === 0 && catchall === undefined) return undefined;
  return (value) =>
    isRecord(value)
      ? replaceProperties(value, catchall === undefined ? keys : Object.keys(value), (key) => prunes.get(key))
      : value;
}

function replaceProperties(
  value: Record<string, unknown>,
  keys: readonly string[],
  pruneOf: (key: string) => Prune | undefined,
): unknown {
  let changed: Record<string, unknown> | undefined;
  for (const key of keys) {
    const before = value[key];
    if (before === undefined) {
      if (!Object.hasOwn(value, key)) continue;
      changed ??= { ...value };
      delete changed[key];
      continue;
    }
    const prune = pruneOf(key);
    const after = prune === undefined ? before : prune(before);
    if (after === before) continue;
    changed ??= { ...value };
    changed[key] = after;
  }
  return keepFrozen(value, changed);
}

function replaceItems(value: readonly unknown[], prune: (item: unknown, index: number) => unknown): unknown {
  let changed: unknown[] | undefined;
  for (const [index, item] of value.entries()) {
    const after = prune(item, index);
    if (after === item) continue;
    changed ??= [...value];
    changed[index] = after;
  }
  return keepFrozen(value, changed);
}

/** `.readonly()` freezes what it parses, so its copy is frozen too. */
function keepFrozen(value: object, changed: object | undefined): object {
  if (changed === undefined) return value;
  return Object.isFrozen(value) ? Object.freeze(changed) : changed;
}

/**
 * Of several forms, which of them a value has is not known here. Pruning by each in turn would walk
 * what lies below once for each, and so at every level again.
 */
function inOneWalk(prunes: readonly (Prune | undefined)[]): Prune | undefined {
  const some = prunes.filter((prune) => prune !== undefined);
  return some.length < 2 ? some[0] : pruneAny;
}

/** Prunes a wire value of any schema: nothing in it may be `undefined`. */
function pruneAny(value: unknown): unknown {
  if (Array.isArray(value)) return replaceItems(value, pruneAny);
  return isRecord(value) ? replaceProperties(value, Object.keys(value), () => pruneAny) : value;
}
