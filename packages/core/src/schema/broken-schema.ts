/** Schemas that zod accepts when they are made, and that throw at the first value that they read. */

import { type Child, childrenOf, definitionOf, type Schema } from "./schema-node.ts";

/**
 * The fault of a schema that no value can be read by, in zod's words where zod throws; `undefined`
 * if it has none. Functions of its author are not called, but for lazy getters.
 */
export function findBrokenPart(schema: Schema): string | undefined {
  try {
    childrenOf(schema);
    tryTag(schema);
  } catch (reason) {
    const words = reason instanceof Error ? reason.message : String(reason);
    return `zod cannot read values by this schema: ${words}; ${nextStep(schema)}`;
  }
  if (definitionOf(schema).type === "lazy" && isEndless(schema))
    return "the schema is made of itself, with no object or array between, so that reading it never ends";
  return checkFault(schema);
}

/** zod looks the options up by their tags, and makes that table when it reads the first value. */
function tryTag(schema: Schema): void {
  const definition = definitionOf(schema);
  if (definition.type !== "union" || !("discriminator" in definition)) return;
  schema._zod.run({ value: { [String(definition.discriminator)]: Symbol("no tag") }, issues: [] }, { async: false });
}

function nextStep(schema: Schema): string {
  const definition = definitionOf(schema);
  if (definition.type === "union" && "discriminator" in definition)
    return `give each option its own literal or enum in ${JSON.stringify(definition.discriminator)}`;
  return "declare what it uses before it, and return a schema";
}

function isEndless(schema: Schema): boolean {
  const seen = new Set<Schema>();
  const next: Schema[] = [schema];
  for (const one of next) {
    for (const child of wrappedIn(one)) {
      if (child === schema) return true;
      if (!seen.has(child)) next.push(child);
      seen.add(child);
    }
  }
  return false;
}

const containers: ReadonlySet<string> = new Set(["object", "array", "tuple", "record"]);

/** The schemas that read the same value as a schema. */
function wrappedIn(schema: Schema): readonly Schema[] {
  if (containers.has(definitionOf(schema).type)) return [];
  try {
    return childrenOf(schema)
      .filter(isChildSchema)
      .map((child) => child.schema);
  } catch {
    return []; // found where it is visited
  }
}

/** True if what stands below a schema is a schema, which zod does not check. */
export function isChildSchema({ schema }: Child): boolean {
  const value: unknown = schema;
  return typeof value === "object" && value !== null && "_zod" in value;
}

interface Check {
  readonly _zod: { readonly def: Readonly<Record<string, unknown>> };
}

function checkFault(schema: Schema): string | undefined {
  for (const { _zod } of (schema._zod.def.checks ?? []) as unknown as readonly Check[]) {
    const { format, pattern, fn, tx } = _zod.def;
    if (format === "regex" && !(pattern instanceof RegExp))
      return `expected a regular expression in .regex(), found ${typeof pattern}; write /…/`;
    for (const given of [fn, tx]) {
      if (given !== undefined && typeof given !== "function")
        return `expected a function in .refine() or .overwrite(), found ${typeof given}`;
    }
  }
  return undefined;
}
