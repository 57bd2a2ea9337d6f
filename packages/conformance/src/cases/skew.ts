/** Calls between two versions of a contract, of which either side has the newer one. */

import type { ConformanceCase } from "../runner/case.ts";
import { printCanonical } from "../transcript/canonical.ts";

interface SkewedCall {
  readonly name: string;
  readonly operation: string;
  readonly input: unknown;
  /** The input that the handler receives; absent if it does not run. */
  readonly received?: unknown;
  /** The transcript of the caller, after the operation's name. */
  readonly ends: string;
}

const a = { a: 1 };
const ab = { a: 1, b: "b" };
const refused = (path: string, code: string): string =>
  `failed invalid_argument, details {issues: [{path: "${path}", code: "${code}"}]}, processed`;

const calls: readonly SkewedCall[] = [
  { name: "fields-the-callee-does-not-know-are-stripped", operation: "callerSendsMore", input: ab, received: a, ends: "settled {a: 1}" },
  { name: "fields-the-caller-does-not-know-are-missed", operation: "callerSendsLess", input: a, ends: refused("b", "invalid_type") },
  { name: "a-field-that-became-optional", operation: "calleeMadeOptional", input: ab, received: ab, ends: "settled {a: 1}" },
  { name: "a-field-that-became-required-is-missed", operation: "calleeMadeRequired", input: a, ends: refused("b", "invalid_type") },
  { name: "a-field-that-became-required-is-there", operation: "calleeMadeRequired", input: ab, received: ab, ends: "settled {a: 1}" },
  { name: "a-new-default-is-the-callees", operation: "calleeAddedDefault", input: a, received: { a: 1, b: "new" }, ends: "settled {a: 1}" },
  { name: "a-default-is-applied-once-by-the-caller", operation: "defaultsDiffer", input: {}, received: a, ends: "settled {a: 1}" },
  { name: "a-wider-enum-of-the-caller-is-refused", operation: "callerWidened", input: { size: "huge" }, ends: refused("size", "invalid_value") },
  { name: "a-wider-enum-of-the-caller-works-where-it-fits", operation: "callerWidened", input: { size: "small" }, received: { size: "small" }, ends: 'settled {size: "small"}' },
  { name: "a-wider-enum-of-the-callee-is-internal", operation: "calleeWidened", input: { size: "small" }, received: { size: "small" }, ends: "failed internal, processed" },
  { name: "outputs-with-more-are-stripped", operation: "calleeReturnsMore", input: a, received: a, ends: "settled {a: 1}" },
  { name: "outputs-with-less-are-internal", operation: "calleeReturnsLess", input: a, received: a, ends: "failed internal, processed" },
  { name: "no-output-where-one-is-expected-is-internal", operation: "calleeReturnsNothing", input: a, received: a, ends: "failed internal, processed" },
  { name: "an-unexpected-output-is-dropped", operation: "callerExpectsNothing", input: a, received: a, ends: "settled undefined" },
  { name: "a-field-of-another-kind-is-refused", operation: "kindChanged", input: a, ends: refused("a", "invalid_type") },
  { name: "a-text-that-became-a-date-is-read", operation: "codecChanged", input: { a: "1970-01-01T00:00:00.000Z" }, received: { a: new Date(0) }, ends: "settled {a: 1}" },
  { name: "a-text-that-is-no-date-is-refused", operation: "codecChanged", input: { a: "today" }, ends: refused("a", "invalid_format") },
  { name: "a-stricter-callee-refuses", operation: "stricter", input: { a: 6 }, ends: refused("a", "too_big") },
  { name: "a-stricter-callee-takes-what-fits", operation: "stricter", input: { a: 5 }, received: { a: 5 }, ends: "settled {a: 5}" },
  { name: "trims-of-the-callee-apply", operation: "trimsAdded", input: { name: " a " }, received: { name: "a" }, ends: 'settled {name: "a"}' },
  { name: "an-operation-the-callee-does-not-have", operation: "addedLater", input: {}, ends: "failed unimplemented, processed" },
  { name: "an-operation-whose-path-another-route-of-the-callee-matches", operation: "getLatestItem", input: {}, ends: "failed unimplemented, processed" },
  { name: "an-error-the-caller-does-not-know-keeps-its-code", operation: "errorUnknown", input: { name: "n" }, received: { name: "n" }, ends: "failed not_found, not the class gone, details {a: 1}, processed" },
  { name: "an-error-with-another-code-is-no-class", operation: "errorCodeChanged", input: { name: "n" }, received: { name: "n" }, ends: "failed not_found, not the class moved, processed" },
  { name: "details-with-more-are-stripped", operation: "errorDetailsGrew", input: { name: "n" }, received: { name: "n" }, ends: "failed not_found, the class gone, details {a: 1}, processed" },
  { name: "details-with-less-are-internal", operation: "errorDetailsShrank", input: { name: "n" }, received: { name: "n" }, ends: "failed internal, processed" },
]; // biome-ignore format: a table

/** The `skew` family. */
export const skewCases: readonly ConformanceCase[] = calls.map(({ name, operation, input, ends, ...rest }) => ({
  name: `skew/${name}`,
  async run({ client, settle }) {
    await settle(operation, client("skewed catalogue").invoke(operation, input));
  },
  transcript: `
    ${"received" in rest ? `catalogue.${operation} received ${printCanonical(rest.received)}` : ""}
    ${operation} ${ends}`,
}));
