/** Compares the answer of a provider with the one that was recorded. */

import type { Operation } from "@seamline/core/extend";
import type { ExpectedResponses, Interaction } from "../record/interaction.ts";
import { compareValue, type Difference } from "./compare-value.ts";
import type { ReplayedAnswer } from "./replay.ts";

/** The differences: another kind of answer, another declared error, or values that do not fit. */
export function compareAnswer(
  operation: Operation,
  expected: ExpectedResponses | undefined,
  { response: recorded, matchers = {} }: Interaction,
  found: ReplayedAnswer,
): readonly Difference[] {
  if (recorded.error !== undefined) {
    const { reason, details } = recorded.error;
    if (found.kind === "output") return [{ path: "error", text: `expected ${reason}, found an answer` }];
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

function nameOf({ error }: Extract<ReplayedAnswer, { readonly kind: "error" }>): string {
  return error.reason ?? `${error.code} (${error.message})`;
}
