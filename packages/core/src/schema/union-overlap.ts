/**
 * Unions that would not give back what they were given. zod reads a value by the first option that
 * takes it: one with fewer fields drops the others, and where the wire forms of two options are the
 * same, a value of the one comes back as the other.
 */

import { type Loss, Relations } from "./relate-forms.ts";
import { createSchemaSearch, definitionOf, isCodec, type Schema, type SchemaDefinition } from "./schema-node.ts";
import { formsOf, type ValueForm } from "./value-form.ts";

type UnionDefinition = Extract<SchemaDefinition, { type: "union" }>;

const hasCodec = createSchemaSearch((schema) => isCodec(definitionOf(schema)));

/** The fault of a union whose options take values of each other; `undefined` if it has none. */
export function findOverlap(schema: Schema, definition: UnionDefinition): string | undefined {
  const tagged = "discriminator" in definition;
  if (tagged && !("unionFallback" in definition && definition.unionFallback === true)) return undefined;
  // All options of an exclusive union are tried, and a value that two take is refused, not changed.
  const exclusive = definition.inclusive === false && !tagged;
  const { options } = definition;
  const wire = new Relations("wire");
  const domain = hasCodec(schema) && !exclusive ? new Relations("domain") : undefined;
  for (const [index, maker] of options.entries()) {
    for (const [place, reader] of options.entries()) {
      if (reader === maker || (place > index && !exclusive)) continue;
      for (const relations of [wire, domain]) {
        const relation = relations?.relate(reader, maker);
        if (typeof relation !== "object" || (exclusive && relation.how === "drops")) continue;
        return printOverlap(relation, [place, reader], [index, maker]);
      }
    }
  }
  return undefined;
}

type Option = readonly [index: number, schema: Schema];

function printOverlap(loss: Loss, reader: Option, maker: Option): string {
  const [one, other] = [printOption(reader), printOption(maker)];
  const at = loss.path === "" ? "" : ` (at ${JSON.stringify(loss.path)})`;
  if (loss.how === "drops")
    return `${one} takes values of ${other} and drops ${JSON.stringify(loss.path)}; write z.discriminatedUnion(), put the option with more fields first, or use z.strictObject()`;
  return `${one} and ${other} cannot be told apart on the wire${at}, so that a value of one arrives as the other; tag them with a literal in z.discriminatedUnion(), or write one of them`;
}

function printOption([index, schema]: Option): string {
  const forms = formsOf(schema, "wire");
  const text = forms.slice(0, 3).map(printForm).join(" | ");
  return `option ${index} (${text}${forms.length > 3 ? " | …" : ""})`;
}

function printForm(form: ValueForm): string {
  const text = printKind(form);
  return form.conversions.length === 0 ? text : `${text} of a codec`;
}

function printKind(form: ValueForm): string {
  switch (form.kind) {
    case "values":
      return form.values
        .slice(0, 3)
        .map((value) => JSON.stringify(value))
        .join(" | ");
    case "scalar":
      return form.type;
    case "object": {
      const names = [...form.fields].map(([key, field]) => (field._zod.optin === undefined ? key : `${key}?`));
      const shown = names.length > 6 ? [...names.slice(0, 6), "…"] : names;
      const all = typeof form.others === "object" ? [...shown, "[key]"] : shown;
      return all.length === 0 ? "{}" : `{ ${all.join(", ")} }`;
    }
    case "list":
      return form.items.length === 0 ? "array" : `tuple of ${form.items.length}`;
    default:
      return definitionOf(form.schema).type;
  }
}
