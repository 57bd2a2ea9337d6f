/**
 * Strict inputs: a `z.strictObject` refuses other keys in the query as it does in the body. Keys
 * that a request has and the schema has not are never repeated in a message.
 */

import { ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { definitionOf } from "@seamline/core/internal";

/** Returns `true` if an operation's input is an object that refuses other keys. */
export function isStrict({ input, streaming }: Operation): boolean {
  if (streaming !== undefined && streaming.input !== "none") return false; // the schema of one item
  const definition = definitionOf(input.schema);
  if (definition.type !== "object" || definition.catchall === undefined) return false;
  return definitionOf(definition.catchall).type === "never";
}

/** The error of query keys that the input does not have. */
export function refuseUnknown(operation: Operation, count: number, known: readonly string[]): ServiceError {
  const expected = known.length === 0 ? "no keys in the query" : `no other keys in the query than ${known.join(", ")}`;
  return refuse(operation, "(root)", `expected ${expected}; found ${count}${known.length === 0 ? "" : " more"}`);
}

/** The error of a field that is not in its location. */
export function refuseMisplaced(operation: Operation, name: string, found: "query" | "body"): ServiceError {
  const location = operation.fieldLocations.get(name);
  return refuse(operation, name, `expected in the ${location} only, found in the ${found} too`);
}

function refuse(operation: Operation, path: string, text: string): ServiceError {
  const message = `${operation.id}: the input does not match the contract at ${path}: ${text}`;
  const details = { issues: [{ path, code: "unrecognized_keys" }] };
  return new ServiceError("invalid_argument", message, { operation: operation.id, details });
}
