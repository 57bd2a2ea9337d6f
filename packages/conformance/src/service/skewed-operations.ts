/**
 * Operations of `catalogue` whose definition differs between caller and callee, as during the
 * rollout of a new version.
 */

import { isoDateTime, type OperationDefinition } from "@seamline/core";
import { z } from "zod";

interface Skew {
  readonly caller: OperationDefinition;
  /** Absent for an operation that the callee does not have. */
  readonly callee?: OperationDefinition;
}

const A = z.object({ a: z.int() });
const AB = A.extend({ b: z.string() });
const Narrow = z.object({ size: z.enum(["small", "large"]) });
const Wide = z.object({ size: z.enum(["small", "large", "huge"]) });
const nameGiven = z.object({ name: z.string() });

/** Defines an operation of which only the errors differ. */
function fails(errors: OperationDefinition["errors"]): OperationDefinition {
  return { input: nameGiven, output: z.string(), ...(errors && { errors }) };
}

/** The caller's and the callee's definition, by operation. */
export const skews: Readonly<Record<string, Skew>> = {
  callerSendsMore: { caller: { input: AB, output: A }, callee: { input: A, output: A } },
  callerSendsLess: { caller: { input: A, output: A }, callee: { input: AB, output: A } },
  calleeMadeOptional: { caller: { input: AB, output: A }, callee: { input: AB.partial(), output: A } },
  calleeMadeRequired: { caller: { input: AB.partial({ b: true }), output: A }, callee: { input: AB, output: A } },
  calleeAddedDefault: {
    caller: { input: A, output: A },
    callee: { input: A.extend({ b: z.string().default("new") }), output: A },
  },
  defaultsDiffer: {
    caller: { input: z.object({ a: z.int().default(1) }), output: A },
    callee: { input: z.object({ a: z.int().default(2) }), output: A },
  },
  callerWidened: { caller: { input: Wide, output: Wide }, callee: { input: Narrow, output: Narrow } },
  calleeWidened: { caller: { input: Narrow, output: Narrow }, callee: { input: Narrow, output: Wide } },
  calleeReturnsMore: { caller: { input: A, output: A }, callee: { input: A, output: AB } },
  calleeReturnsLess: { caller: { input: A, output: AB }, callee: { input: A, output: A } },
  calleeReturnsNothing: { caller: { input: A, output: A }, callee: { input: A } },
  callerExpectsNothing: { caller: { input: A }, callee: { input: A, output: A } },
  kindChanged: { caller: { input: A, output: A }, callee: { input: z.object({ a: z.string() }), output: A } },
  codecChanged: {
    caller: { input: z.object({ a: z.string() }), output: A },
    callee: { input: z.object({ a: isoDateTime() }), output: A },
  },
  stricter: {
    caller: { input: z.object({ a: z.int() }), output: A },
    callee: { input: z.strictObject({ a: z.int().max(5) }), output: A },
  },
  trimsAdded: {
    caller: { input: nameGiven, output: nameGiven },
    callee: { input: z.object({ name: z.string().trim() }), output: nameGiven },
  },
  addedLater: { caller: { output: z.string() } },
  getItem: {
    caller: { http: "GET /catalogue/skewed/items/{name}", input: nameGiven, output: z.string() },
    callee: { http: "GET /catalogue/skewed/items/{name}", input: nameGiven, output: z.string() },
  },
  getLatestItem: { caller: { http: "GET /catalogue/skewed/items/latest", output: z.string() } },
  errorUnknown: { caller: fails(undefined), callee: fails({ gone: { code: "not_found", details: A } }) },
  errorCodeChanged: { caller: fails({ moved: { code: "aborted" } }), callee: fails({ moved: { code: "not_found" } }) },
  errorDetailsGrew: {
    caller: fails({ gone: { code: "not_found", details: A } }),
    callee: fails({ gone: { code: "not_found", details: AB } }),
  },
  errorDetailsShrank: {
    caller: fails({ gone: { code: "not_found", details: AB } }),
    callee: fails({ gone: { code: "not_found", details: A } }),
  },
};

/** Returns the operations of one side. */
export function skewedOperations(side: keyof Skew): Readonly<Record<string, OperationDefinition>> {
  return Object.fromEntries(
    Object.entries(skews).flatMap(([name, skew]) => {
      const definition = skew[side];
      return definition === undefined ? [] : [[name, { http: `POST /catalogue/skewed/${name}`, ...definition }]];
    }),
  );
}
