/** Schemas as plain data, which can be drawn, printed, shrunk and converted to zod. */

import { base64, bigintText, isoDateTime } from "@seamline/core";
import { z } from "zod";

/** A schema without parameters. */
export type LeafKind =
  | "text"
  | "shortText"
  | "trimmed"
  | "number"
  | "whole"
  | "flag"
  | "null"
  | "size"
  | "date"
  | "bigint"
  | "bytes"
  | "json"
  | "tree";

/** A schema as plain data. */
export type Plan =
  | { readonly kind: LeafKind }
  | { readonly kind: "nullable" | "list" | "record" | "readonly"; readonly of: Plan }
  | { readonly kind: "tuple" | "either"; readonly of: readonly Plan[] }
  | { readonly kind: "object"; readonly fields: readonly FieldPlan[]; readonly keys: "strip" | "strict" | "catchall" };

/** A property of an object. */
export interface FieldPlan {
  readonly key: string;
  readonly of: Plan;
  readonly presence: "required" | "optional" | "default";
  /** The default, a value of the schema. Used only if `presence` is `default`. */
  readonly standard: unknown;
}

const Tree: z.ZodType = z.object({
  label: z.string(),
  at: isoDateTime().optional(),
  get children(): z.ZodType {
    return z.array(Tree).default([]);
  },
});

const leaves: Readonly<Record<LeafKind, () => z.ZodType>> = {
  text: () => z.string(),
  shortText: () => z.string().max(3),
  trimmed: () => z.string().trim(),
  number: () => z.number(),
  whole: () => z.int(),
  flag: () => z.boolean(),
  null: () => z.null(),
  size: () => z.enum(["small", "large"]),
  date: isoDateTime,
  bigint: bigintText,
  bytes: base64,
  json: () => z.json(),
  tree: () => Tree,
};

/** Converts a plan to a schema. */
export function toSchema(plan: Plan): z.ZodType {
  switch (plan.kind) {
    case "nullable":
      return toSchema(plan.of).nullable();
    case "readonly":
      return toSchema(plan.of).readonly();
    case "list":
      return z.array(toSchema(plan.of));
    case "record":
      return z.record(z.string(), toSchema(plan.of));
    case "tuple":
      return z.tuple(plan.of.map(toSchema) as [z.ZodType, ...z.ZodType[]]);
    case "either":
      return z.union(plan.of.map(toSchema));
    case "object": {
      const shape = Object.fromEntries(plan.fields.map((field) => [field.key, toField(field)]));
      if (plan.keys === "strict") return z.strictObject(shape);
      return plan.keys === "catchall" ? z.object(shape).catchall(z.string()) : z.object(shape);
    }
    default:
      return leaves[plan.kind]();
  }
}

/** Converts a property's plan to a schema. */
export function toField({ of, presence, standard }: FieldPlan): z.ZodType {
  const schema = toSchema(of);
  if (presence === "required") return schema;
  return presence === "optional" ? schema.optional() : schema.default(standard);
}
