/**
 * The responses that a consumer can read, as JSON Schema: its version of the contract, kept with
 * its recording.
 */

import type { Operation } from "@seamline/core/extend";
import type { Schema } from "@seamline/core/internal";
import { z } from "zod";
import type { ExpectedResponses, JsonSchema } from "./interaction.ts";

/** The wire schemas of an operation's responses. They allow unknown keys, as clients do. */
export function expectedResponsesOf({ output, errors, streaming }: Operation): ExpectedResponses {
  const details = [...errors.values()].flatMap(({ reason, details: schema }) =>
    schema === undefined ? [] : [[reason, toJsonSchema(schema.schema)] as const],
  );
  return {
    ...(output !== undefined && streaming?.output !== "bytes" && { output: toJsonSchema(output.schema) }),
    ...(details.length > 0 && { errors: Object.fromEntries(details) }),
  };
}

function toJsonSchema(schema: Schema): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
