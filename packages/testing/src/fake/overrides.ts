/** Overrides of drawn values, by the path of a field or by the name of a schema. */

import { findNamed, metaOf, type Schema, suggest } from "@seamline/core/internal";
import fc from "fast-check";
import { FakeError } from "./fitting.ts";

/** Overrides of drawn values. Each is a value, or an arbitrary of values. */
export interface Overrides {
  /**
   * By path, as messages print it: `customer.name`, `lines[].count`, `prices.*` for the values of a
   * record. Default: none.
   */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** By the `id` in a schema's `.meta({ id })`. Default: none. */
  readonly types?: Readonly<Record<string, unknown>>;
}

/** The overrides of one arbitrary, which records the ones that were used. */
export interface OverrideTable {
  /** Returns the override of a position, if any; the path wins over the schema. */
  find(path: string, schema: Schema): fc.Arbitrary<unknown> | undefined;
  /** @throws {FakeError} naming an override that was not used. */
  assertUsed(): void;
}

/** Creates the table of one arbitrary. */
export function createOverrideTable({ fields = {}, types = {} }: Overrides): OverrideTable {
  const unused = new Set([...Object.keys(fields), ...Object.keys(types)]);
  const paths = new Set<string>();
  const ids = new Set<string>();
  const take = (from: Readonly<Record<string, unknown>>, key: string): fc.Arbitrary<unknown> => {
    unused.delete(key);
    const given = from[key];
    return given instanceof fc.Arbitrary ? given : fc.constant(given);
  };
  return {
    find(path, schema) {
      const named = findNamed(schema); // a described or refined copy has the name of its source
      const id = named && metaOf(named).id;
      paths.add(path);
      if (typeof id === "string") ids.add(id);
      if (Object.hasOwn(fields, path)) return take(fields, path);
      return typeof id === "string" && Object.hasOwn(types, id) ? take(types, id) : undefined;
    },
    assertUsed() {
      for (const key of unused) {
        const kind = Object.hasOwn(fields, key) ? "fields" : "types";
        const known = [...(kind === "fields" ? paths : ids)].filter((one) => one !== "(root)");
        throw new FakeError(`${kind}: nothing here is called ${JSON.stringify(key)}; ${suggest(key, known)}`);
      }
    },
  };
}
