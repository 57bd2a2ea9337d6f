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
  | "tree"
  | "orNothing";

/** A schema around another one. */
export type WrapperKind =
  | "nullable"
  | "optional"
  | "nonoptional"
  | "list"
  | "record"
  | "patternRecord"
  | "partialRecord"
  | "looseRecord"
  | "readonly"
  | "branded"
  | "lazy"
  | "rest";

/** A schema as plain data. */
export type Plan =
  | { readonly kind: LeafKind }
  | { readonly kind: WrapperKind; readonly of: Plan }
  | { readonly kind: "tuple" | "either" | "oneOnly" | "both"; readonly of: readonly Plan[] }
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
  orNothing: () =>
    z.codec(z.string().optional(), z.string().nullable(), {
      decode: (text) => text ?? null,
      encode: (text) => text ?? undefined,
    }),
};

/** Converts a plan to a schema. */
export function toSchema(plan: Plan): z.ZodType {
  switch (plan.kind) {
    case "nullable":
      return toSchema(plan.of).nullable();
    case "optional":
      return toSchema(plan.of).optional();
    case "nonoptional":
      return z.nonoptional(toSchema(plan.of));
    case "readonly":
      return toSchema(plan.of).readonly();
    case "branded":
      return toSchema(plan.of).brand("drawn");
    case "lazy": {
      const schema = toSchema(plan.of);
      return z.lazy(() => schema);
    }
    case "list":
      return z.array(toSchema(plan.of));
    case "record":
      return z.record(z.string(), toSchema(plan.of));
    case "patternRecord":
      return z.record(z.string().regex(/^[a-z]/), toSchema(plan.of));
    case "partialRecord":
      return z.partialRecord(z.enum(["a", "b"]), toSchema(plan.of));
    case "looseRecord":
      return z.looseRecord(z.string().regex(/^[a-z]/), toSchema(plan.of));
    case "rest":
      return z.tuple([z.string()], toSchema(plan.of));
    case "tuple":
      return z.tuple(plan.of.map(toSchema) as [z.ZodType, ...z.ZodType[]]);
    case "either":
      return z.union(plan.of.map(toSchema));
    case "oneOnly":
      return z.xor(plan.of.map(toSchema));
    case "both":
      return plan.of.map(toSchema).reduce((left, right) => z.intersection(left, right));
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
