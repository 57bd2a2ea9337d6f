/** Comparison of a provider's response with the recorded one. */

import type { Operation } from "@seamline/core/extend";
import type { ExpectedResponses, Interaction } from "../record/interaction.ts";
import { compareValue, type Difference } from "./compare-value.ts";
import type { ReplayedResponse } from "./replay.ts";

/**
 * Finds differences: an output instead of an error or the reverse, another declared error, or
 * values that do not match.
 */
export function compareResponse(
  operation: Operation,
  expected: ExpectedResponses | undefined,
  { response: recorded, matchers = {} }: Interaction,
  found: ReplayedResponse,
): readonly Difference[] {
  if (recorded.error !== undefined) {
    const { reason, details } = recorded.error;
    if (found.kind === "output") return [{ path: "error", text: `expected ${reason}, found an output` }];
    if (found.error.reason !== reason) return [{ path: "error", text: `expected ${reason}, found ${nameOf(found)}` }];
    const schema = operation.errors.get(reason)?.details;
    const consumers = expected?.errors?.[reason];
    const root = "error.details";
    return compareValue({ root, schema, expected: consumers, matchers, items: false }, details, found.error.details);
  }
  if (found.kind === "error") return [{ path: "output", text: `expected an output, found ${nameOf(found)}` }];
  const { output: schema, streaming } = operation;
  const form = streaming?.output ?? "none";
  return compareValue(
    {
      root: "output",
      schema: form === "bytes" ? undefined : schema,
      expected: expected?.output,
      matchers,
      items: form === "items",
    },
    recorded.output,
    found.output,
  );
}

function nameOf({ error }: Extract<ReplayedResponse, { readonly kind: "error" }>): string {
  return error.reason ?? `${error.code} (${error.message})`;
}
