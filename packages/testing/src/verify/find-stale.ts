/** Parts of a recorded interaction that are no longer in the provider's contract. */

import type { Contract } from "@seamline/core";
import type { Operation, WireSchema } from "@seamline/core/extend";
import type { Interaction } from "../record/interaction.ts";
import { type Difference, findIssues } from "./compare-value.ts";
import { findUnknown } from "./find-unknown.ts";

/**
 * Finds operations, input fields, output fields and declared errors that were removed, and inputs
 * that are no longer valid. An output without fields that were added later is not stale: its
 * consumer does not read them.
 */
export function findStale(
  contract: Contract,
  { operation: name, input, response }: Interaction,
): readonly Difference[] {
  const operation = Object.hasOwn(contract.operations, name) ? contract.operations[name] : undefined;
  if (operation === undefined) return [{ path: "operation", text: `${contract.name} has no such operation any more` }];
  const { output, error } = response;
  const declared = error === undefined ? undefined : operation.errors.get(error.reason);
  if (error !== undefined && declared === undefined) {
    return [{ path: `error.${error.reason}`, text: "is no longer declared by the contract" }];
  }
  const { input: sends = "none", output: returns = "none" } = operation.streaming ?? {};
  return [
    ...findInvalid(operation, sends, input),
    ...findGone(operation.input, sends, input, "input"),
    ...findGone(operation.output, returns, output, "output"),
    ...findGone(declared?.details, "none", error?.details, "error.details"),
  ];
}

function findInvalid({ input: schema }: Operation, form: string, input: unknown): readonly Difference[] {
  if (form === "bytes") return typeof input === "string" ? [] : [noStream("bytes")];
  if (form === "none") return findIssues(schema, input, "input");
  if (!Array.isArray(input)) return [noStream("a stream of items")];
  return input.flatMap((item, index) => findIssues(schema, item, `input[${index}]`));
}

function noStream(form: string): Difference {
  return { path: "input", text: `expected ${form} by the current contract; record it again` };
}

function findGone(schema: WireSchema | undefined, form: string, value: unknown, root: string): readonly Difference[] {
  if (value === undefined || form === "bytes") return [];
  if (schema === undefined) return [{ path: root, text: "is no longer in the contract" }];
  const values =
    form === "items" && Array.isArray(value)
      ? value.map((item, index) => [item, `${root}[${index}]`] as const)
      : [[value, root] as const];
  return values
    .flatMap(([item, path]) => findUnknown(schema.schema, item, path))
    .map((path) => ({ path, text: "is no longer in the contract" }));
}
