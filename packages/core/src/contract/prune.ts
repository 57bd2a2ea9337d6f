/** Dropping properties whose value is `undefined`: zod keeps them, JSON does not, so neither may any transport. */

import { childrenOf, definitionOf, type Schema } from "./schema-node.ts";

/** Removes, in place, explicit `undefined` properties from a value that the caller owns. */
export type Prune = (value: unknown) => void;

/** Compiles a pruner for a schema; `undefined` when no value of it can hold an `undefined` property. */
export function compilePrune(schema: Schema, open: Map<Schema, { prune?: Prune }> = new Map()): Prune | undefined {
  const known = open.get(schema);
  // A schema met again while it is compiled is recursive: bind late.
  if (known !== undefined) return (value) => known.prune?.(value);
  const entry: { prune?: Prune } = {};
  open.set(schema, entry);
  const prune = build(schema, open);
  if (prune !== undefined) entry.prune = prune;
  open.delete(schema);
  return prune;
}

function build(schema: Schema, open: Map<Schema, { prune?: Prune }>): Prune | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return pruneObject(definition.shape ?? {}, definition.catchall, open);
    case "array": {
      const prune = definition.element && compilePrune(definition.element, open);
      return prune && ((value) => eachOf(value, prune));
    }
    case "record": {
      const prune = definition.valueType && compilePrune(definition.valueType, open);
      return prune && ((value) => eachOf(isObject(value) ? Object.values(value) : value, prune));
    }
    case "tuple": {
      const prunes = (definition.items ?? []).map((item) => compilePrune(item, open));
      const rest = definition.rest ? compilePrune(definition.rest, open) : undefined;
      if (rest === undefined && prunes.every((prune) => prune === undefined)) return undefined;
      return (value) => {
        for (const [index, item] of Array.isArray(value) ? value.entries() : []) {
          const prune = index < prunes.length ? prunes[index] : rest;
          prune?.(item);
        }
      };
    }
    default:
      // Wrappers, unions and intersections: an undefined property may go whichever form the value has.
      return all(childrenOf(schema).map((child) => compilePrune(child.schema, open)));
  }
}

function pruneObject(
  shape: Readonly<Record<string, Schema>>,
  catchall: Schema | undefined,
  open: Map<Schema, { prune?: Prune }>,
): Prune | undefined {
  const optional = Object.keys(shape).filter((key) => shape[key]?._zod.optout === "optional");
  const nested = Object.entries(shape).flatMap(([key, field]) => {
    const prune = compilePrune(field, open);
    return prune === undefined ? [] : [{ key, prune }];
  });
  if (optional.length === 0 && nested.length === 0 && catchall === undefined) return undefined;
  return (value) => {
    if (!isObject(value)) return;
    for (const key of catchall === undefined ? optional : Object.keys(value)) {
      if (value[key] === undefined && Object.hasOwn(value, key)) delete value[key];
    }
    for (const { key, prune } of nested) prune(value[key]);
  };
}

function all(prunes: readonly (Prune | undefined)[]): Prune | undefined {
  const some = prunes.filter((prune) => prune !== undefined);
  if (some.length < 2) return some[0];
  return (value) => {
    for (const prune of some) prune(value);
  };
}

function eachOf(value: unknown, prune: Prune): void {
  if (!Array.isArray(value)) return;
  for (const item of value) prune(item);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
