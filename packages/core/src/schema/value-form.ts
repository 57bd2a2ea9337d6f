/** The forms that values of a schema have: its options and wrappers resolved, one level deep. */

import { codecFunctionsOf } from "./promise-guard.ts";
import { childrenOf, definitionOf, innerOf, isCodec, type Schema, type SchemaDefinition } from "./schema-node.ts";

/** The side of a codec: what JSON holds, or what code works with. */
export type Side = "wire" | "domain";

/** The functions of a codec that converts a form. */
export type Conversion = ReturnType<typeof codecFunctionsOf>;

interface FormBase {
  /** The schema of this form alone, to test values with. */
  readonly schema: Schema;
  /** The codecs that a wire form is converted by, from the outermost. */
  readonly conversions: readonly Conversion[];
}

/** Literals, enums, `null`. */
export interface ValuesForm extends FormBase {
  readonly kind: "values";
  readonly values: readonly unknown[];
}

/** Texts, numbers and so on; on the domain side dates and bigints too. */
export interface ScalarForm extends FormBase {
  readonly kind: "scalar";
  readonly type: string;
}

/** Objects and records: fields, and a schema for other keys if they are kept. */
export interface ObjectForm extends FormBase {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, Schema>;
  readonly others: { readonly keys: Schema | undefined; readonly values: Schema } | "refused" | "dropped";
}

/** Arrays and tuples. */
export interface ListForm extends FormBase {
  readonly kind: "list";
  readonly items: readonly Schema[];
  readonly rest: Schema | undefined;
}

/** Domain values of any other kind: instances of a class, bytes. */
export interface OpaqueForm extends FormBase {
  readonly kind: "opaque";
}

/** One form of a schema's values. */
export type ValueForm = ValuesForm | ScalarForm | ObjectForm | ListForm | OpaqueForm;

/** The forms of a schema's values, in the order in which it tries them; `undefined` is none. */
export function formsOf(schema: Schema, side: Side): readonly ValueForm[] {
  return collect(schema, side, new Set());
}

function collect(schema: Schema, side: Side, open: Set<Schema>): readonly ValueForm[] {
  if (open.has(schema)) return [];
  open.add(schema);
  const forms = collectKind(schema, definitionOf(schema), side, open);
  open.delete(schema);
  return forms;
}

const noConversions: readonly Conversion[] = [];

function collectKind(
  schema: Schema,
  definition: SchemaDefinition,
  side: Side,
  open: Set<Schema>,
): readonly ValueForm[] {
  const base = { schema, conversions: noConversions };
  switch (definition.type) {
    case "never":
    case "undefined":
    case "void":
      return [];
    case "null":
      return [{ ...base, kind: "values", values: [null] }];
    case "literal":
      return [{ ...base, kind: "values", values: definition.values.filter((value) => value !== undefined) }];
    case "enum":
      return [{ ...base, kind: "values", values: [...(schema._zod.values ?? [])] }];
    case "nullable":
      return [{ ...base, kind: "values", values: [null] }, ...collect(definition.innerType, side, open)];
    case "string":
    case "template_literal":
      return [{ ...base, kind: "scalar", type: "string" }];
    case "number":
    case "boolean":
    case "bigint":
    case "date":
      return [{ ...base, kind: "scalar", type: definition.type }];
    case "object":
      return [
        {
          ...base,
          kind: "object",
          fields: new Map(Object.entries(definition.shape)),
          others: othersOf(definition.catchall),
        },
      ];
    case "record":
      return [recordForm(schema, definition)];
    case "array":
      return [{ ...base, kind: "list", items: [], rest: definition.element }];
    case "tuple":
      return [{ ...base, kind: "list", items: definition.items, rest: definition.rest ?? undefined }];
    case "union":
      return definition.options.flatMap((option) => collect(option, side, open));
    case "intersection":
      return crossed(collect(definition.left, side, open), collect(definition.right, side, open), schema);
    case "lazy":
      return childrenOf(schema).flatMap((child) => collect(child.schema, side, open));
    case "pipe":
      if (!isCodec(definition)) return collect(definition.in, side, open);
      if (side === "domain") return collect(definition.out, side, open);
      return collect(definition.in, side, open).map((form) => ({
        ...form,
        schema,
        conversions: [codecFunctionsOf(definition), ...form.conversions],
      }));
    default: {
      const inner = innerOf(definition);
      return inner === undefined ? [{ ...base, kind: "opaque" }] : collect(inner, side, open);
    }
  }
}

function othersOf(catchall: Schema | undefined): ObjectForm["others"] {
  if (catchall === undefined) return "dropped";
  return definitionOf(catchall).type === "never" ? "refused" : { keys: undefined, values: catchall };
}

type RecordDefinition = Extract<SchemaDefinition, { type: "record" }>;

function recordForm(schema: Schema, { keyType, valueType, ...rest }: RecordDefinition): ObjectForm {
  const base = { kind: "object", schema, conversions: noConversions } as const;
  const listed = keyType._zod.values;
  const isPartial = "partial" in rest && rest.partial === true;
  if (listed === undefined || isPartial)
    return { ...base, fields: new Map(), others: { keys: keyType, values: valueType } };
  const names = [...listed].map(String);
  return { ...base, fields: new Map(names.map((name) => [name, valueType])), others: "refused" };
}

/** The forms of an intersection: both sides read a value, and what they read is merged. */
function crossed(left: readonly ValueForm[], right: readonly ValueForm[], schema: Schema): readonly ValueForm[] {
  return left.flatMap((one) => right.flatMap((other) => merge(one, other, schema)));
}

function merge(one: ValueForm, other: ValueForm, schema: Schema): readonly ValueForm[] {
  const conversions = [...one.conversions, ...other.conversions];
  if (one.kind !== "object" || other.kind !== "object")
    return one.kind === other.kind ? [{ ...one, schema, conversions }] : [];
  const fields = new Map([...other.fields, ...one.fields]);
  const others =
    one.others === "dropped" || (one.others === "refused" && typeof other.others === "object")
      ? other.others
      : one.others;
  return [{ kind: "object", schema, conversions, fields, others }];
}
