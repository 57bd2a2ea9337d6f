/** The answers that a consumer can read, as JSON Schema: its own contract, kept with what it recorded. */

import type { Operation } from "@seamline/core/extend";
import type { Schema } from "@seamline/core/internal";
import { z } from "zod";
import type { ExpectedResponses, JsonSchema } from "./interaction.ts";

/** The answers of an operation, seen from the wire. Unknown keys are allowed in them, as clients allow them. */
export function expectedAnswersOf({ output, errors, streaming }: Operation): ExpectedResponses {
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
