/** The schemas of failed calls: problem details, and one schema for each declared error. */

import { toStatus } from "../contract/http-words.ts";
import { codes } from "../error/code.ts";
import { type JsonObject, refTo } from "./convert-schemas.ts";

/** The schema of a failed call. No schema's id has a dot, so the name is free. */
export const problemName = "seamline.Problem";

/** The schema of a failed call without a declared error. */
export const undeclaredName = "seamline.UndeclaredProblem";

/** The schema of a failed call whose request does not match the contract. */
export const invalidRequestName = "seamline.InvalidRequest";

/** The media type of a failed call. */
export const problemType = "application/problem+json";

const problem: JsonObject = {
  description: "A failed call (RFC 9457).",
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", description: "The id of the call." },
    code: { type: "string", enum: codes },
    reason: { type: "string", description: "The name of a declared error." },
    details: { description: "The details of a declared error." },
    retryable: { type: "boolean", description: "The same call may succeed later." },
    retryAfterMs: { type: "number", description: "Milliseconds to wait before that." },
    sent: { type: "string", enum: ["not_sent"], description: "The call has not run." },
  },
  required: ["code"],
};

/** A property of type null, so that generated types relate `reason` to declared errors only. */
const undeclared: JsonObject = {
  description: "A failed call without a declared error.",
  allOf: [
    { $ref: refTo(problemName) },
    { type: "object", properties: { reason: { type: "null", description: "Absent." } } },
  ],
};

const invalidRequest: JsonObject = {
  description: "A request that does not match the contract.",
  allOf: [
    { $ref: refTo(undeclaredName) },
    {
      type: "object",
      properties: {
        code: { type: "string", enum: codes.filter((code) => toStatus(code) === 400) },
        details: {
          type: "object",
          description: "The rules that are broken; absent if the request cannot be read.",
          properties: {
            issues: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  path: { type: "string", description: "The field, as `lines[0].count`; `(root)` for the input." },
                  code: { type: "string", description: "The broken rule, as `invalid_type` or `too_small`." },
                },
                required: ["path", "code"],
              },
            },
          },
          required: ["issues"],
        },
      },
    },
  ],
};

/** The schemas that all services share, by name. */
export const sharedSchemas: ReadonlyMap<string, JsonObject> = new Map([
  [problemName, problem],
  [undeclaredName, undeclared],
  [invalidRequestName, invalidRequest],
]);

/** The schema of a declared error. @param details that of its details; `undefined` for none. */
export function printError(
  { reason, code, message }: { readonly reason: string; readonly code: string; readonly message: string },
  details: JsonObject | undefined,
): JsonObject {
  return {
    description: `${message}.`,
    allOf: [
      { $ref: refTo(problemName) },
      {
        type: "object",
        properties: { code: { const: code }, reason: { const: reason }, ...(details === undefined ? {} : { details }) },
        required: ["reason", ...(details === undefined ? [] : ["details"])],
      },
    ],
  };
}
