/**
 * Matchers of a recorded interaction: examples replace values, and the other matchers are kept for
 * the verifier.
 */

import type { Operation } from "@seamline/core/extend";
import { fieldsOf } from "@seamline/core/internal";
import type { Interaction, RecordedResponse } from "./interaction.ts";
import { findPositions, type Matcher, replaceAt } from "./matcher.ts";
import { copyWire } from "./wire-form.ts";

/**
 * Applies the matchers whose path exists in an interaction.
 * @throws {TypeError} for an example that does not match the contract at its path.
 */
export function applyMatchers(
  operation: Operation,
  matchers: Readonly<Record<string, Matcher>>,
  interaction: Interaction,
): Interaction {
  let { input, response } = interaction;
  const used: Record<string, Matcher> = {};
  for (const [path, matcher] of Object.entries(matchers).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const root = path.startsWith("input") ? "input" : path.startsWith("output") ? "output" : "error.details";
    if (findPositions(root, valueAt(root, input, response), path).length === 0) continue;
    used[path] = matcher.match === "like" ? { match: "like" } : matcher;
    if (matcher.match !== "like") continue;
    const replace = (value: unknown): unknown => copyWire(replaceAt(root, value, path, matcher.example));
    if (root === "input") input = replace(input);
    else if (root === "output") response = { output: replace(response.output) };
    else if (response.error) response = { error: { ...response.error, details: replace(response.error.details) } };
    assertExample(operation, root, path, valueAt(root, input, response), response);
  }
  if (Object.keys(used).length === 0) return interaction;
  return { ...interaction, input, response, matchers: used };
}

function valueAt(root: string, input: unknown, { output, error }: RecordedResponse): unknown {
  return root === "input" ? input : root === "output" ? output : error?.details;
}

function assertExample(
  operation: Operation,
  root: string,
  path: string,
  value: unknown,
  { error }: RecordedResponse,
): void {
  const [schema, form] =
    root === "input"
      ? [operation.input, operation.streaming?.input]
      : root === "output"
        ? [operation.output, operation.streaming?.output]
        : [operation.errors.get(error?.reason ?? "")?.details, "none"];
  if (schema === undefined || form === "bytes") return;
  try {
    for (const item of form === "items" && Array.isArray(value) ? value : [value]) schema.decode(item);
  } catch (cause) {
    const text = `${operation.id}: the example for ${path} does not match the contract ${fieldsOf(cause).message}`;
    throw new TypeError(text, { cause });
  }
}
