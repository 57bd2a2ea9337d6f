/**
 * What a subject does besides answering: asked of each before it is timed, so that the tables say
 * what a figure is the price of.
 */

import { isDeepStrictEqual } from "node:util";
import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";
import { createHandlers, expectedAnswers, sampleRequest, sampleSearch } from "./payload.ts";
import type { Caller, Handlers } from "./subject.ts";

/** What was found. */
export interface Findings {
  readonly validated: { readonly input: boolean; readonly output: boolean };
  readonly isolated: boolean;
}

/** A customer that the probing handlers answer outside the contract. */
const badCustomer = "answer me badly";

/** Handlers that remember what they were given and what they gave. */
export interface ProbeHandlers extends Handlers {
  readonly seen: { input?: QuoteRequest; quote?: Quote; rows?: Quote[] };
}

/** Makes the handlers that {@link probe} needs at the far end. */
export function createProbeHandlers(): ProbeHandlers {
  const usual = createHandlers();
  const seen: ProbeHandlers["seen"] = {};
  return {
    seen,
    async quote(input) {
      const answer = await usual.quote({ ...input });
      seen.input = input;
      seen.quote = input.customer === badCustomer ? { ...answer, total: "much" as unknown as number } : answer;
      return seen.quote;
    },
    async search(input) {
      seen.rows = (await usual.search(input)).map((row) => ({ ...row }));
      return seen.rows;
    },
  };
}

/**
 * Asks a subject.
 * @param handlers at its far end; without them caller and callee are in two processes, and isolated
 * by that.
 * @throws {Error} when an answer is wrong.
 */
export async function probe(name: string, caller: Caller, handlers?: ProbeHandlers): Promise<Findings> {
  const request = { ...sampleRequest };
  const quote = await caller.quote(request);
  const rows = await caller.search({ ...sampleSearch });
  assertAnswer(name, "quote", quote, expectedAnswers.small);
  assertAnswer(name, "search", rows, expectedAnswers.list);
  const isolated = handlers === undefined || isApart(request, quote, rows, handlers.seen);
  return {
    validated: { input: await refusesInputs(caller), output: await refuses(caller, { customer: badCustomer }) },
    isolated,
  };
}

/** A value of the wrong type, a value out of bounds, a missing field; of either operation. */
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

/** Neither side can change the other's objects: not the input, not the answer, not a row of it. */
function isApart(
  request: QuoteRequest,
  quote: Quote,
  rows: readonly Quote[],
  seen: Readonly<ProbeHandlers["seen"]>,
): boolean {
  return seen.input !== request && seen.quote !== quote && seen.rows !== rows && seen.rows?.[0] !== rows[0];
}

function assertAnswer(name: string, operation: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(project(found, expected), expected)) return;
  const text = JSON.stringify(found)?.slice(0, 200);
  throw new Error(`${name}: expected ${operation} to answer ${JSON.stringify(expected).slice(0, 200)}, found ${text}`);
}

/** The part of an answer that was asked for: Protocol Buffers adds the name of the message. */
function project(found: unknown, expected: unknown): unknown {
  if (typeof found !== "object" || found === null || typeof expected !== "object" || expected === null) return found;
  if (Array.isArray(expected)) {
    return Array.isArray(found) ? found.map((item, index) => project(item, expected[index])) : found;
  }
  const entries = Object.keys(expected).map((key) => [key, (found as Record<string, unknown>)[key]]);
  return Object.fromEntries(entries);
}
