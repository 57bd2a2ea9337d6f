/** The bodies of just below 1 MiB, flat and deep, and the schemas that read them. */

import { isoDateTime } from "@seamline/core";
import { z } from "zod";

/** A body and its schema. */
export interface ValueSubject {
  readonly name: string;
  readonly schema: z.ZodType;
  /** The JSON text. */
  readonly body: string;
}

const bytes = 1_000_000;

function repeat(part: string): string {
  return `{"value":[${Array(Math.floor(bytes / (part.length + 1)))
    .fill(part)
    .join()}]}`;
}

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

const json = z.object({ value: z.json() });

const Tree: z.ZodType = z.object({
  at: isoDateTime().optional(),
  label: z.string().default("leaf"),
  get children(): z.ZodType {
    return z.array(Tree).default([]);
  },
});

function printTree(levels: number): string {
  return levels === 0 ? "{}" : `{"children":[${printTree(levels - 1)}]}`;
}

const Expression: z.ZodType = z.lazy(() =>
  z.discriminatedUnion("is", [
    z.object({ is: z.literal("not"), of: Expression }),
    z.object({ is: z.literal("id"), of: Expression, note: z.string().optional() }),
    z.object({ is: z.literal("end") }),
  ]),
);

function printExpression(levels: number): string {
  if (levels === 0) return '{"is":"end"}';
  return `{"is":"${levels % 2 === 0 ? "not" : "id"}","of":${printExpression(levels - 1)}}`;
}

/** The subjects; the first is the flat one. */
export const subjects: readonly ValueSubject[] = [
  { name: "z.json(), flat", schema: json, body: repeat("1") },
  { name: "z.json(), 2 levels", schema: json, body: repeat(nested(2)) },
  { name: "z.json(), 62 levels", schema: json, body: repeat(nested(62)) },
  {
    name: "tree with codecs and defaults, 2 levels",
    schema: z.object({ value: z.array(Tree) }),
    body: repeat(printTree(1)),
  },
  {
    name: "tree with codecs and defaults, 60 levels",
    schema: z.object({ value: z.array(Tree) }),
    body: repeat(printTree(30)),
  },
  {
    name: "union in itself, 2 levels",
    schema: z.object({ value: z.array(Expression) }),
    body: repeat(printExpression(2)),
  },
  {
    name: "union in itself, 60 levels",
    schema: z.object({ value: z.array(Expression) }),
    body: repeat(printExpression(60)),
  },
];
