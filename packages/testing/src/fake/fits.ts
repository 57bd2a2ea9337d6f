/** Tests of a value against one side of a schema. */

import type { Schema } from "@seamline/core/internal";
import { z } from "zod";
import type { Side } from "./position.ts";

/** Returns `true` if a schema accepts a value: it parses wire values and encodes domain values. */
export function fits(schema: Schema, side: Side, value: unknown): boolean {
  try {
    return side === "wire" ? z.safeDecode(schema, value).success : z.safeEncode(schema, value).success;
  } catch {
    return false; // a codec or a refinement that throws
  }
}

/** The issues of a value as text for people; `undefined` if the value fits. */
export function explainMisfit(schema: Schema, side: Side, value: unknown): string | undefined {
  try {
    const result = side === "wire" ? z.safeDecode(schema, value) : z.safeEncode(schema, value);
    return result.success ? undefined : z.prettifyError(result.error);
  } catch (reason) {
    return reason instanceof Error ? reason.message : String(reason);
  }
}
