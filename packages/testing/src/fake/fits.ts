/** Whether a value is one of a schema, seen from one side. */

import type { Schema } from "@seamline/core/internal";
import { z } from "zod";
import type { Side } from "./place.ts";

/** Whether a schema accepts a value: parses what is on the wire, encodes what code works with. */
export function fits(schema: Schema, side: Side, value: unknown): boolean {
  try {
    return side === "wire" ? z.safeDecode(schema, value).success : z.safeEncode(schema, value).success;
  } catch {
    return false; // a codec or a refinement that throws
  }
}

/** What stands at fault in a value, for people; `undefined` when it fits. */
export function explainMisfit(schema: Schema, side: Side, value: unknown): string | undefined {
  try {
    const result = side === "wire" ? z.safeDecode(schema, value) : z.safeEncode(schema, value);
    return result.success ? undefined : z.prettifyError(result.error);
  } catch (reason) {
    return reason instanceof Error ? reason.message : String(reason);
  }
}
