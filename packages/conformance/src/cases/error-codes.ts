/**
 * Every error code with every way to create a declared error, and the fields that the caller
 * receives.
 */

import { codes } from "@seamline/core";
import { fieldsOf } from "@seamline/core/internal";
import type { ConformanceCase } from "../runner/case.ts";
import { errorName } from "../service/catalogue-contract.ts";
import { errorTexts } from "../service/declared-failures.ts";
import { printCanonical } from "../transcript/canonical.ts";

interface Failing {
  readonly name: string;
  readonly how: string;
  /** The transcript of the caller after `failAs failed`. */
  readonly seen: string;
  /** The error in the callee's log; absent if none is logged. */
  readonly reported?: string;
}

const details = "details {id: 7, at: Date(1970-01-01T00:00:00.000Z), notes: []}";

function failingCase(name: string, failing: readonly Failing[]): ConformanceCase {
  return {
    name,
    async run({ client, settle }) {
      for (const one of failing) {
        const input = { name: one.name, how: one.how };
        await settle("failAs", client("catalogue").invoke("failAs", input));
      }
    },
    transcript: failing
      .map(
        (one) => `
          catalogue.failAs received {name: "${one.name}", how: "${one.how}"}
          ${one.reported === undefined ? "" : `catalogue.failAs reports a ServiceError, ${one.reported}`}
          failAs failed ${one.seen}`,
      )
      .join(""),
  };
}

/** The cases of each code, declared without and with details. */
const codeCases = codes.map((code) => {
  const plain = errorName(code, "Declared");
  const detailed = errorName(code, "Detailed");
  return failingCase(`errors/${code}-in-every-way`, [
    { name: plain, how: "plainly", seen: `${code}, the class ${plain}, processed` },
    { name: plain, how: "retryable", seen: `${code}, the class ${plain}, processed, retryable` },
    { name: plain, how: "with a delay", seen: `${code}, the class ${plain}, processed, after 1500 ms` },
    { name: plain, how: "with more", seen: `${code}, the class ${plain}, processed` },
    { name: detailed, how: "with details", seen: `${code}, the class ${detailed}, ${details}, processed, retryable` },
    { name: detailed, how: "with bad details", seen: "internal, processed", reported: code },
    { name: detailed, how: "plainly", seen: "internal, processed", reported: code },
  ]);
});

const plain = { name: "unavailableDeclared", seen: "unavailable, the class unavailableDeclared, processed" };

/** The cases of declared errors and their fields in the family `errors`. */
export const errorCodeCases: readonly ConformanceCase[] = [
  ...codeCases,
  failingCase("errors/delays-cross-as-they-are", [
    { ...plain, how: "with no delay", seen: `${plain.seen}, after 0 ms` },
    { ...plain, how: "with half a millisecond", seen: `${plain.seen}, after 0.5 ms` },
    { ...plain, how: "with a year", seen: `${plain.seen}, after 31536000000 ms` },
  ]),
  failingCase("errors/delays-that-are-none-are-dropped", [
    { ...plain, how: "with a delay that is no number" },
    { ...plain, how: "with an endless delay" },
    { ...plain, how: "with a delay before now" },
  ]),
  failingCase("errors/a-handler-cannot-forge-how-far-its-call-got", [{ ...plain, how: "with fields of its own" }]),
  failingCase("errors/texts-in-details-survive", [
    {
      name: "abortedDetailed",
      how: "with texts",
      seen: `aborted, the class abortedDetailed, details ${printCanonical({
        id: 7,
        at: new Date(0),
        notes: errorTexts,
      })}, processed, retryable`,
    },
  ]),
  {
    name: "errors/texts-in-messages-survive",
    async run({ client, record }) {
      for (const how of ["with texts", "with an empty message", "with more"]) {
        const pending = client("catalogue").invoke("failAs", { name: "abortedDeclared", how });
        record("the message is", await pending.catch((reason: unknown) => fieldsOf(reason).message));
      }
    },
    transcript: `
      catalogue.failAs received {name: "abortedDeclared", how: "with texts"}
      the message is ${printCanonical(errorTexts.join("|"))}
      catalogue.failAs received {name: "abortedDeclared", how: "with an empty message"}
      the message is ""
      catalogue.failAs received {name: "abortedDeclared", how: "with more"}
      the message is "in other words"`,
  },
];
