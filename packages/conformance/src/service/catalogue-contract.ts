/**
 * The contract of the third conformance service. `catalogue` has an echo for every kind of value in
 * every location, fails with every code, and is the first service of calls over three hops.
 */

import {
  type Contract,
  codes,
  defineContract,
  type ErrorDefinition,
  isoDateTime,
  type OperationDefinition,
} from "@seamline/core";
import { z } from "zod";
import { contextReport } from "./contract.ts";
import { severals, singles, structures } from "./shapes.ts";
import { skewedOperations } from "./skewed-operations.ts";

/** The locations of an input field in a request. */
export const locations = ["Path", "Query", "Header", "Body"] as const;

/** A location of an input field. */
export type Location = (typeof locations)[number];

/**
 * Returns the name of the operation that echoes a kind of value in a location: `echoTextInPath`.
 */
export function echoName(kind: string, location: Location): string {
  return `echo${kind.charAt(0).toUpperCase()}${kind.slice(1)}In${location}`;
}

/**
 * Returns the name of the error declared for a code, without or with details: `notFoundDeclared`,
 * `notFoundDetailed`.
 */
export function errorName(code: string, ending: "Declared" | "Detailed"): string {
  return code.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) + ending;
}

const Details = z.object({ id: z.int(), at: isoDateTime(), notes: z.array(z.string()).default([]) });

function defineEcho(kind: string, schema: z.ZodType, location: Location): [string, OperationDefinition] {
  const value = z.object({ value: schema });
  const path = `/catalogue/${kind}-in-${location.toLowerCase()}`;
  const routes = { Path: `PUT ${path}/{value}`, Query: `GET ${path}`, Header: `POST ${path}`, Body: `POST ${path}` };
  const definition = { http: routes[location], input: value, output: value };
  return [echoName(kind, location), location === "Header" ? { ...definition, in: { header: ["value"] } } : definition];
}

function defineEchoes(
  schemas: Readonly<Record<string, z.ZodType>>,
  at: readonly Location[],
): [string, OperationDefinition][] {
  return Object.entries(schemas).flatMap(([kind, schema]) => at.map((location) => defineEcho(kind, schema, location)));
}

const errors: Readonly<Record<string, ErrorDefinition>> = Object.fromEntries(
  codes.flatMap((code): [string, ErrorDefinition][] => [
    [errorName(code, "Declared"), { code }],
    [errorName(code, "Detailed"), { code, details: Details, retryable: true }],
  ]),
);

const Name = z.object({ name: z.string() });

/** The contract of `catalogue`. Every operation is internal. */
export const catalogueContract: Contract = defineContract("catalogue", {
  operations: {
    ...Object.fromEntries(defineEchoes(singles, locations)),
    ...Object.fromEntries(defineEchoes(severals, ["Query", "Header", "Body"])),
    ...Object.fromEntries(defineEchoes(structures, ["Body"])),
    /** Fails with the error `name`. */
    failAs: { input: Name.extend({ how: z.string().default("plainly") }), errors },
    // calls over three hops: catalogue → conformance → neighbour
    waitFar: { output: z.string() },
    measureFar: {
      input: z.object({ timeoutMs: z.number().optional() }),
      output: z.object({ own: z.number(), child: z.number(), grandchild: z.number() }),
    },
    quick: { output: z.number(), timeoutMs: 700 },
    waitQuick: { output: z.string(), timeoutMs: 300 },
    patient: { output: z.number(), timeoutMs: 45_000 },
    // contexts
    report: {
      input: z.object({ over: z.enum(["nothing", "all", "metadata"]).default("nothing") }),
      output: z.array(contextReport),
    },
    tag: { input: z.object({ tag: z.int() }), output: z.object({ tag: z.int(), tenant: z.string(), far: z.int() }) },
    // code that outlives its call
    leave: { input: z.object({ how: z.enum(["behind", "detached", "stated"]) }) },
    arm: {},
    // contracts of other versions, see skewed-operations.ts
    ...skewedOperations("callee"),
  },
});

/** The contract of `catalogue` in the caller's version. */
export const skewedContract: Contract = defineContract("catalogue", { operations: skewedOperations("caller") });
