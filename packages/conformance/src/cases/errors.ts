/** Failures of calls: declared errors cross unchanged, all others are masked. */

import { codes } from "@seamline/core";
import type { ConformanceCase } from "../runner/case.ts";

const since = "Date(2020-01-01T00:00:00.000Z)";

/** The `errors` family. */
export const errorCases: readonly ConformanceCase[] = [
  {
    name: "errors/declared-errors-arrive-with-their-class-and-details",
    async run({ call }) {
      await call("fail", { how: "declared with details" });
      await call("fail", { how: "later: declared with details" });
    },
    transcript: `
      conformance.fail received {how: "declared with details"}
      fail failed not_found, the class thingMissing, details {id: 7, since: ${since}}, processed
      conformance.fail received {how: "later: declared with details"}
      fail failed not_found, the class thingMissing, details {id: 7, since: ${since}}, processed`,
  },
  {
    name: "errors/details-are-held-to-their-schema",
    async run({ call }) {
      await call("fail", { how: "declared with more details" });
      await call("fail", { how: "declared with undeclared details" });
    },
    transcript: `
      conformance.fail received {how: "declared with more details"}
      fail failed not_found, the class thingMissing, details {id: 7, since: ${since}}, processed
      conformance.fail received {how: "declared with undeclared details"}
      fail failed already_exists, the class nameTaken, processed`,
  },
  {
    name: "errors/bad-details-are-internal",
    async run({ call }) {
      await call("fail", { how: "declared with bad details" });
      await call("fail", { how: "declared without its details" });
    },
    transcript: `
      conformance.fail received {how: "declared with bad details"}
      conformance.fail reports a ServiceError, not_found
      fail failed internal, processed
      conformance.fail received {how: "declared without its details"}
      conformance.fail reports a ServiceError, not_found
      fail failed internal, processed`,
  },
  {
    name: "errors/declared-errors-without-details",
    async run({ call }) {
      await call("fail", { how: "declared without details" });
    },
    transcript: `
      conformance.fail received {how: "declared without details"}
      fail failed already_exists, the class nameTaken, processed`,
  },
  {
    name: "errors/messages-of-declared-errors-cross",
    async run({ client, record }) {
      for (const how of ["without details", "with its own message", "with a long message"]) {
        const error = await failure(client().invoke("fail", { how: `declared ${how}` }));
        record("the message is", error.message.length > 100 ? error.message.length : error.message);
      }
    },
    transcript: `
      conformance.fail received {how: "declared without details"}
      the message is "the name is taken"
      conformance.fail received {how: "declared with its own message"}
      the message is "ada is taken"
      conformance.fail received {how: "declared with a long message"}
      the message is 4096`,
  },
  {
    name: "errors/retryable-errors-are-marked",
    async run({ call }) {
      await call("fail", { how: "declared and retryable" });
    },
    transcript: `
      conformance.fail received {how: "declared and retryable"}
      fail failed resource_exhausted, the class tooBusy, processed, retryable, after 250 ms`,
  },
  {
    name: "errors/every-code-can-be-declared",
    async run({ call }) {
      for (const code of codes) await call("failWithCode", { code });
    },
    transcript: codes
      .map((code) => {
        const name = code.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
        return `
          conformance.failWithCode received {code: "${code}"}
          failWithCode failed ${code}, the class ${name}Declared, processed`;
      })
      .join(""),
  },
  {
    name: "errors/an-error-has-the-id-of-its-call",
    async run({ client, record }) {
      const one = await failure(client().invoke("fail", { how: "declared without details" }));
      const other = await failure(client().invoke("fail", { how: "an Error" }));
      record("both have an id", typeof one.callId === "string" && typeof other.callId === "string");
      record("the same id", one.callId === other.callId);
      record("the operations are", [one.operation, other.operation]);
    },
    transcript: `
      conformance.fail received {how: "declared without details"}
      conformance.fail received {how: "an Error"}
      conformance.fail reports TypeError: secret of an error
      both have an id true
      the same id false
      the operations are ["conformance.fail", "conformance.fail"]`,
  },
  {
    name: "errors/undeclared-errors-are-masked",
    async run({ call }) {
      for (const how of ["an Error", "later: an Error", "an Error with a code", "a ServiceError"])
        await call("fail", { how });
    },
    transcript: `
      conformance.fail received {how: "an Error"}
      conformance.fail reports TypeError: secret of an error
      fail failed internal, processed
      conformance.fail received {how: "later: an Error"}
      conformance.fail reports TypeError: secret of an error
      fail failed internal, processed
      conformance.fail received {how: "an Error with a code"}
      conformance.fail reports Error: secret of an error
      fail failed internal, processed
      conformance.fail received {how: "a ServiceError"}
      conformance.fail reports a ServiceError, not_found
      fail failed internal, processed`,
  },
  {
    name: "errors/things-thrown-that-are-no-errors-are-masked",
    async run({ call }) {
      for (const how of ["a string", "later: a string", "undefined", "later: undefined", "null", "a frozen object"]) {
        await call("fail", { how });
      }
    },
    transcript: `
      conformance.fail received {how: "a string"}
      conformance.fail reports "secret text"
      fail failed internal, processed
      conformance.fail received {how: "later: a string"}
      conformance.fail reports "secret text"
      fail failed internal, processed
      conformance.fail received {how: "undefined"}
      conformance.fail reports undefined
      fail failed internal, processed
      conformance.fail received {how: "later: undefined"}
      conformance.fail reports undefined
      fail failed internal, processed
      conformance.fail received {how: "null"}
      conformance.fail reports null
      fail failed internal, processed
      conformance.fail received {how: "a frozen object"}
      conformance.fail reports {message: "secret"}
      fail failed internal, processed`,
  },
  {
    name: "errors/thrown-proxies-that-throw-are-masked",
    async run({ call }) {
      for (const how of ["a proxy that throws", "later: a proxy that throws", "a proxy that throws itself"]) {
        await call("fail", { how });
      }
      await call("fail", { how: "declared without details" });
    },
    transcript: `
      conformance.fail received {how: "a proxy that throws"}
      conformance.fail reports proxy
      fail failed internal, processed
      conformance.fail received {how: "later: a proxy that throws"}
      conformance.fail reports proxy
      fail failed internal, processed
      conformance.fail received {how: "a proxy that throws itself"}
      conformance.fail reports proxy
      fail failed internal, processed
      conformance.fail received {how: "declared without details"}
      fail failed already_exists, the class nameTaken, processed`,
  },
  {
    name: "errors/aborts-of-the-handlers-own-are-masked",
    async run({ call }) {
      await call("fail", { how: "an AbortError" });
      await call("fail", { how: "later: a TimeoutError" });
    },
    transcript: `
      conformance.fail received {how: "an AbortError"}
      conformance.fail reports AbortError: secret of an abort
      fail failed internal, processed
      conformance.fail received {how: "later: a TimeoutError"}
      conformance.fail reports TimeoutError: secret of a timeout
      fail failed internal, processed`,
  },
  {
    name: "errors/errors-of-other-operations-are-masked",
    async run({ call }) {
      await call("fail", { how: "declared elsewhere" });
      await call("fail", { how: "declared by another service" });
    },
    transcript: `
      conformance.fail received {how: "declared elsewhere"}
      conformance.fail reports a ServiceError, not_found
      fail failed internal, processed
      conformance.fail received {how: "declared by another service"}
      conformance.fail reports a ServiceError, not_found
      fail failed internal, processed`,
  },
  {
    name: "errors/errors-of-the-service-below-are-masked",
    async run({ call }) {
      await call("passOn", { how: "neighbour: declared by another service" });
      await call("passOn", { how: "neighbour: an Error" });
    },
    transcript: `
      conformance.passOn received {how: "neighbour: declared by another service"}
      neighbour.fail received {how: "declared by another service"}
      conformance.passOn reports a ServiceError, not_found
      passOn failed internal, processed
      conformance.passOn received {how: "neighbour: an Error"}
      neighbour.fail received {how: "an Error"}
      neighbour.fail reports TypeError: secret of an error
      conformance.passOn reports a ServiceError, internal
      passOn failed internal, processed`,
  },
  {
    name: "errors/own-declared-errors-pass-through-a-handler",
    async run({ call }) {
      await call("passOn", { how: "conformance: declared with details" });
      await call("passOn", { how: "conformance: declared without details" });
    },
    transcript: `
      conformance.passOn received {how: "conformance: declared with details"}
      conformance.fail received {how: "declared with details"}
      passOn failed not_found, the class thingMissing, details {id: 7, since: ${since}}, processed
      conformance.passOn received {how: "conformance: declared without details"}
      conformance.fail received {how: "declared without details"}
      conformance.passOn reports a ServiceError, already_exists
      passOn failed internal, processed`,
  },
  {
    name: "errors/no-secret-crosses",
    async run({ client, record }) {
      const ways = ["an Error", "a string", "a ServiceError", "declared with bad details", "declared with a cause"];
      const leaks: string[] = [];
      for (const how of [...ways, "declared with undeclared details", "an AbortError", "a frozen object"]) {
        const error = await failure(client().invoke("fail", { how }));
        const everything = JSON.stringify([error.message, error.stack, error.details, error]) + String(error.cause);
        if (everything.includes("secret")) leaks.push(how);
      }
      record("secrets are in", leaks);
    },
    transcript: `
      conformance.fail received {how: "an Error"}
      conformance.fail reports TypeError: secret of an error
      conformance.fail received {how: "a string"}
      conformance.fail reports "secret text"
      conformance.fail received {how: "a ServiceError"}
      conformance.fail reports a ServiceError, not_found
      conformance.fail received {how: "declared with bad details"}
      conformance.fail reports a ServiceError, not_found
      conformance.fail received {how: "declared with a cause"}
      conformance.fail received {how: "declared with undeclared details"}
      conformance.fail received {how: "an AbortError"}
      conformance.fail reports AbortError: secret of an abort
      conformance.fail received {how: "a frozen object"}
      conformance.fail reports {message: "secret"}
      secrets are in []`,
  },
  {
    name: "errors/refused-inputs-do-not-show-what-was-given",
    async run({ client, record }) {
      const input = { text: "a", count: "secret", whole: "secret", flag: { secret: "secret" } };
      const error = await failure(client().invoke("echoScalars", input));
      record("the error has the secret", JSON.stringify([error.message, error.details, error]).includes("secret"));
    },
    transcript: `
      the error has the secret false`,
  },
];

interface Failure extends Error {
  readonly callId?: string;
  readonly operation?: string;
  readonly details?: unknown;
}

async function failure(pending: Promise<unknown>): Promise<Failure> {
  return pending.then(
    () => new Error("expected the call to fail"),
    (reason: Failure) => reason,
  );
}
