/** Schemas as plain data, so that a random one can be edited into another version. */

import { bigintText, isoDateTime } from "@seamline/core";
import { z } from "zod";

/** A schema. */
export type Plan =
  | {
      readonly kind: "text";
      readonly min?: number | undefined;
      readonly max?: number | undefined;
      readonly test?: TestName | undefined;
    }
  | {
      readonly kind: "number";
      readonly whole: boolean;
      readonly min?: number | undefined;
      readonly max?: number | undefined;
      readonly above?: number | undefined;
      readonly step?: number | undefined;
    }
  | { readonly kind: "enum" | "literals"; readonly values: readonly string[] }
  | { readonly kind: "flag" | "null" | "json" | "date" | "bigint" | "trimmed" | "template" | "even" }
  | { readonly kind: "nullable" | "readonly" | "tree" | "named"; readonly of: Plan }
  | { readonly kind: "list"; readonly of: Plan; readonly min?: number | undefined; readonly max?: number | undefined }
  | { readonly kind: "record"; readonly of: Plan; readonly keys: "any" | "short" | "all" | "some" }
  | { readonly kind: "tuple"; readonly items: readonly Plan[]; readonly rest?: Plan | undefined }
  | { readonly kind: "either" | "exclusive"; readonly options: readonly Plan[] }
  | { readonly kind: "tagged"; readonly options: readonly { readonly tag: string; readonly fields: Fields }[] }
  | { readonly kind: "object"; readonly fields: Fields; readonly others: "strip" | "strict" | "texts" | "numbers" }
  | { readonly kind: "both"; readonly left: Fields; readonly right: Fields };

/** The properties of an object by name. */
export type Fields = Readonly<Record<string, FieldPlan>>;

/** A property. */
export interface FieldPlan {
  readonly of: Plan;
  readonly presence: "required" | "optional" | "default";
}

/** The tests of a text. */
export type TestName = keyof typeof tests;

const tests = {
  email: (text: z.ZodString) => text.email(),
  letters: (text: z.ZodString) => text.regex(/^[a-z]*$/),
  startsWithA: (text: z.ZodString) => text.startsWith("a"),
} as const;

/** Turns a plan into a schema. */
export function toSchema(plan: Plan): z.ZodType {
  switch (plan.kind) {
    case "text": {
      let text = z.string();
      if (plan.min !== undefined) text = text.min(plan.min);
      if (plan.max !== undefined) text = text.max(plan.max);
      return plan.test === undefined ? text : tests[plan.test](text);
    }
    case "number": {
      let number: z.ZodNumber = plan.whole ? z.int() : z.number();
      if (plan.min !== undefined) number = number.min(plan.min);
      if (plan.max !== undefined) number = number.max(plan.max);
      if (plan.above !== undefined) number = number.gt(plan.above);
      return plan.step === undefined ? number : number.multipleOf(plan.step);
    }
    case "enum":
      return z.enum(plan.values as [string, ...string[]]);
    case "literals":
      return z.union(plan.values.map((value) => z.literal(value)) as unknown as [z.ZodType, ...z.ZodType[]]);
    case "flag":
      return z.boolean();
    case "null":
      return z.null();
    case "json":
      return z.json();
    case "date":
      return isoDateTime();
    case "bigint":
      return bigintText();
    case "trimmed":
      return z.string().trim().min(1);
    case "template":
      return z.templateLiteral(["a", z.int()]);
    case "even":
      return z.int().refine((value) => value % 2 === 0);
    case "nullable":
      return toSchema(plan.of).nullable();
    case "readonly":
      return toSchema(plan.of).readonly();
    case "named":
      return toSchema(plan.of).meta({ id: "Named" });
    case "tree": {
      const Tree: z.ZodType = z.object({
        value: toSchema(plan.of),
        get children() {
          return z.array(Tree);
        },
      });
      return Tree;
    }
    case "list": {
      let list = z.array(toSchema(plan.of));
      if (plan.min !== undefined) list = list.min(plan.min);
      return plan.max === undefined ? list : list.max(plan.max);
    }
    case "record":
      return toRecord(plan.keys, toSchema(plan.of));
    case "tuple": {
      const items = plan.items.map(toSchema) as [z.ZodType, ...z.ZodType[]];
      return plan.rest === undefined ? z.tuple(items) : z.tuple(items, toSchema(plan.rest));
    }
    case "either":
      return z.union(plan.options.map(toSchema) as [z.ZodType, ...z.ZodType[]]);
    case "exclusive":
      return z.xor(plan.options.map(toSchema) as [z.ZodType, ...z.ZodType[]]);
    case "tagged":
      return z.discriminatedUnion(
        "tag",
        plan.options.map(({ tag, fields }) => z.object({ tag: z.literal(tag), ...toShape(fields) })) as never,
      );
    case "object": {
      if (plan.others === "strict") return z.strictObject(toShape(plan.fields));
      const object = z.object(toShape(plan.fields));
      if (plan.others === "strip") return object;
      return object.catchall(plan.others === "texts" ? z.string() : z.number());
    }
    case "both":
      return z.intersection(z.object(toShape(plan.left)), z.object(toShape(plan.right)));
  }
}

function toRecord(keys: (Plan & { kind: "record" })["keys"], values: z.ZodType): z.ZodType {
  if (keys === "all") return z.record(z.enum(["a", "b"]), values);
  if (keys === "some") return z.partialRecord(z.enum(["a", "b"]), values);
  return z.record(keys === "any" ? z.string() : z.string().max(1), values);
}

function toShape(fields: Fields): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { of, presence }]) => {
      const schema = toSchema(of);
      if (presence === "required") return [name, schema];
      // A nullable schema accepts `null`, which therefore can be its default.
      return [name, presence === "optional" ? schema.optional() : schema.nullable().default(null)];
    }),
  );
}
