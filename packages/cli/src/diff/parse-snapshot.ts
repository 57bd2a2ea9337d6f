/** Parses `contract.json`. */

import { codes } from "@seamline/core";
import { fieldsOf } from "@seamline/core/internal";
import { z } from "zod";
import { UserError } from "../error/user-error.ts";
import { type ContractSnapshot, snapshotFormat } from "../model/contract-snapshot.ts";

/**
 * Parses the text of a snapshot.
 * @param origin its file, for messages.
 * @throws {UserError} if it is not a snapshot, or in an unsupported format.
 */
export function parseSnapshot(text: string, origin: string): ContractSnapshot {
  const value = parseJson(text, origin);
  const { format } = fieldsOf(value);
  if (format !== snapshotFormat) {
    throw new UserError([
      `${origin}: expected a contract snapshot of format ${snapshotFormat}, found ${JSON.stringify(format) ?? "none"}; ` +
        "name a contract.json that `seamline generate` wrote, and compare with the version of Seamline that wrote it",
    ]);
  }
  const result = Snapshot.safeParse(value);
  if (result.success) return result.data as ContractSnapshot;
  const [issue] = result.error.issues;
  throw new UserError([
    `${origin}: ${issue?.path.join(".") ?? "(root)"}: ${issue?.message ?? "not a snapshot"}; run \`seamline generate\` again`,
  ]);
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError([`${origin}: expected JSON, found something else; run \`seamline generate\` again`], { cause });
  }
}

const restrictions = {
  refinements: z.int().optional(),
  codec: z.string().optional(),
  order: z.array(z.string()).optional(),
  presence: z.enum(["optional", "default"]).optional(),
  default: z.string().optional(),
};

const size = { minLength: z.number().optional(), maxLength: z.number().optional() };

const Shape: z.ZodType = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("string"),
      ...restrictions,
      ...size,
      tests: z.array(z.string()).optional(),
    }),
    z.strictObject({
      type: z.enum(["number", "integer"]),
      ...restrictions,
      min: z.number().optional(),
      max: z.number().optional(),
      exclusiveMin: z.number().optional(),
      exclusiveMax: z.number().optional(),
      multipleOf: z.array(z.number()).optional(),
    }),
    z.strictObject({ type: z.enum(["boolean", "null", "never", "json"]), ...restrictions }),
    z.strictObject({ type: z.literal("values"), ...restrictions, values: z.array(z.json()) }),
    z.strictObject({ type: z.literal("template"), ...restrictions, parts: z.array(z.union([z.string(), Shape])) }),
    z.strictObject({
      type: z.literal("object"),
      ...restrictions,
      fields: z.record(z.string(), Shape),
      others: z.union([z.literal("refused"), Shape]).optional(),
    }),
    z.strictObject({ type: z.literal("array"), ...restrictions, ...size, items: Shape }),
    z.strictObject({ type: z.literal("tuple"), ...restrictions, items: z.array(Shape), rest: Shape.optional() }),
    z.strictObject({
      type: z.literal("record"),
      ...restrictions,
      keys: Shape,
      values: Shape,
    }),
    z.strictObject({
      type: z.literal("union"),
      ...restrictions,
      options: z.array(Shape),
      discriminator: z.string().optional(),
      exclusive: z.literal(true).optional(),
    }),
    z.strictObject({ type: z.literal("all"), ...restrictions, of: z.array(Shape) }),
    z.strictObject({ type: z.literal("reference"), ...restrictions, name: z.string() }),
  ]),
);

const Streams = z.enum(["items", "bytes"]).optional();

const Snapshot = z.strictObject({
  format: z.literal(snapshotFormat),
  service: z.string(),
  operations: z.record(
    z.string(),
    z.strictObject({
      http: z.string(),
      expose: z.enum(["public", "internal"]),
      idempotent: z.boolean(),
      allow: z.array(z.string()).optional(),
      timeoutMs: z.number().optional(),
      places: z.record(z.string(), z.enum(["path", "query", "header", "body"])).optional(),
      streams: z.strictObject({ input: Streams, output: Streams }).optional(),
      input: Shape.optional(),
      output: Shape.optional(),
      errors: z
        .record(
          z.string(),
          z.strictObject({
            code: z.enum(codes),
            status: z.int().min(400).max(599).optional(),
            retryable: z.literal(true).optional(),
            details: Shape.optional(),
          }),
        )
        .optional(),
    }),
  ),
  events: z
    .record(
      z.string(),
      z.strictObject({
        type: z.string(),
        key: z.string().optional(),
        afterFailure: z.enum(["dead-letter", "block-key"]),
        rememberDays: z.number(),
        external: z.literal(true).optional(),
        payload: Shape,
      }),
    )
    .optional(),
  handles: z.array(z.string()).optional(),
  schemas: z.record(z.string(), Shape),
});
