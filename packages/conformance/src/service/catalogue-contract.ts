/**
 * The contract of the third service that conformance cases call. `catalogue` has an echo for every kind of value in every place
 * that a value can travel in, fails with every code, and stands above the other two when calls go three hops.
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

/** The places of a request that an input field may stand in. */
export const places = ["Path", "Query", "Header", "Body"] as const;

/** One of {@link places}. */
export type Place = (typeof places)[number];

/** The name of the operation that echoes a kind of value from a place: `echoTextInPath`. */
export function echoName(kind: string, place: Place): string {
  return `echo${kind.charAt(0).toUpperCase()}${kind.slice(1)}In${place}`;
}

/** The name of the error declared for a code, without or with details: `notFoundDeclared`, `notFoundDetailed`. */
export function errorName(code: string, ending: "Declared" | "Detailed"): string {
  return code.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) + ending;
}

const Details = z.object({ id: z.int(), at: isoDateTime(), notes: z.array(z.string()).default([]) });

function defineEcho(kind: string, schema: z.ZodType, place: Place): [string, OperationDefinition] {
  const value = z.object({ value: schema });
  const path = `/catalogue/${kind}-in-${place.toLowerCase()}`;
  const routes = { Path: `PUT ${path}/{value}`, Query: `GET ${path}`, Header: `POST ${path}`, Body: `POST ${path}` };
  const definition = { http: routes[place], input: value, output: value };
  return [echoName(kind, place), place === "Header" ? { ...definition, in: { header: ["value"] } } : definition];
}

function defineEchoes(
  schemas: Readonly<Record<string, z.ZodType>>,
  at: readonly Place[],
): [string, OperationDefinition][] {
  return Object.entries(schemas).flatMap(([kind, schema]) => at.map((place) => defineEcho(kind, schema, place)));
}

const errors: Readonly<Record<string, ErrorDefinition>> = Object.fromEntries(
  codes.flatMap((code): [string, ErrorDefinition][] => [
    [errorName(code, "Declared"), { code }],
    [errorName(code, "Detailed"), { code, details: Details, retryable: true }],
  ]),
);

const Name = z.object({ name: z.string() });

/** Every operation is internal. */
export const catalogueContract: Contract = defineContract("catalogue", {
  operations: {
    ...Object.fromEntries(defineEchoes(singles, places)),
    ...Object.fromEntries(defineEchoes(severals, ["Query", "Header", "Body"])),
    ...Object.fromEntries(defineEchoes(structures, ["Body"])),
    /** Fails with an error of that name. */
    failAs: { input: Name.extend({ how: z.string().default("plainly") }), errors },
    // a call that waits, three hops below: catalogue → conformance → neighbour
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
    // contracts of other versions, see skewed-operations.ts
    ...skewedOperations("callee"),
  },
});

/** `catalogue` as a caller of another version knows it. */
export const skewedContract: Contract = defineContract("catalogue", { operations: skewedOperations("caller") });
