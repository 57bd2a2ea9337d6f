/**
 * Probes of a subject, made before it is timed: the tables show the promises that a figure pays
 * for.
 */

import { isDeepStrictEqual } from "node:util";
import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";
import { createHandlers, expectedOutputs, sampleRequest, sampleSearch } from "./payload.ts";
import type { Caller, Handlers } from "./subject.ts";

/** The results of the probes. */
export interface Findings {
  readonly validated: { readonly input: boolean; readonly output: boolean };
  readonly isolated: boolean;
}

/**
 * The customer of a request to which the probing handlers return an output outside the contract.
 */
const badCustomer = "bad output, please";

/** Handlers that record their inputs and outputs. */
export interface ProbeHandlers extends Handlers {
  readonly seen: { input?: QuoteRequest; quote?: Quote; rows?: Quote[] };
}

/** Creates the handlers for {@link probe}. */
export function createProbeHandlers(): ProbeHandlers {
  const usual = createHandlers();
  const seen: ProbeHandlers["seen"] = {};
  return {
    seen,
    async quote(input) {
      const output = await usual.quote({ ...input });
      seen.input = input;
      seen.quote = input.customer === badCustomer ? { ...output, total: "much" as unknown as number } : output;
      return seen.quote;
    },
    async search(input) {
      seen.rows = (await usual.search(input)).map((row) => ({ ...row }));
      return seen.rows;
    },
  };
}

/**
 * Probes a subject.
 * @param handlers of its callee; omit them if caller and callee are in two processes, which
 * isolates them.
 * @throws {Error} for a wrong output.
 */
export async function probe(name: string, caller: Caller, handlers?: ProbeHandlers): Promise<Findings> {
  const request = { ...sampleRequest };
  const quote = await caller.quote(request);
  const rows = await caller.search({ ...sampleSearch });
  assertOutput(name, "quote", quote, expectedOutputs.small);
  assertOutput(name, "search", rows, expectedOutputs.list);
  const isolated = handlers === undefined || isApart(request, quote, rows, handlers.seen);
  return {
    validated: { input: await refusesInputs(caller), output: await refuses(caller, { customer: badCustomer }) },
    isolated,
  };
}

/** A wrong type, a value out of bounds, a missing field; of either operation. */
async function refusesInputs(caller: Caller): Promise<boolean> {
  for (const change of [{ quantity: "three" }, { quantity: 1000 }, { express: undefined }]) {
    if (!(await refuses(caller, change))) return false;
  }
  return isRejected(() => caller.search({ restaurantId: "seven", limit: 100 } as unknown as SearchInput));
}

async function refuses(caller: Caller, change: Readonly<Record<string, unknown>>): Promise<boolean> {
  return isRejected(() => caller.quote({ ...sampleRequest, ...change } as QuoteRequest));
}

async function isRejected(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return false;
  } catch {
    return true;
  }
}

/** `true` if neither side holds the other's objects: the input, the output, a row of it. */
function isApart(
  request: QuoteRequest,
  quote: Quote,
  rows: readonly Quote[],
  seen: Readonly<ProbeHandlers["seen"]>,
): boolean {
  return seen.input !== request && seen.quote !== quote && seen.rows !== rows && seen.rows?.[0] !== rows[0];
}

function assertOutput(name: string, operation: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(project(found, expected), expected)) return;
  const text = JSON.stringify(found)?.slice(0, 200);
  throw new Error(`${name}: expected ${operation} to return ${JSON.stringify(expected).slice(0, 200)}, found ${text}`);
}

/** The expected part of an output: Protocol Buffers adds the name of the message. */
function project(found: unknown, expected: unknown): unknown {
  if (typeof found !== "object" || found === null || typeof expected !== "object" || expected === null) return found;
  if (Array.isArray(expected)) {
    return Array.isArray(found) ? found.map((item, index) => project(item, expected[index])) : found;
  }
  const entries = Object.keys(expected).map((key) => [key, (found as Record<string, unknown>)[key]]);
  return Object.fromEntries(entries);
}
