/** The failures of the operation `fail`. */

import { ServiceError } from "@seamline/core";
import { conformanceErrors, neighbourErrors } from "./client.ts";

const since = new Date("2020-01-01T00:00:00.000Z");

/** The values to throw, by name, created for each call. */
export const failures: Readonly<Record<string, () => unknown>> = {
  "declared with details": () => declared("thingMissing", { id: 7, since }),
  "declared with more details": () => declared("thingMissing", { id: 7, since, hint: undefined, secret: "kept" }),
  "declared without details": () => declared("nameTaken"),
  "declared with its own message": () => declared("nameTaken", undefined, { message: "ada is taken" }),
  "declared with a long message": () => declared("nameTaken", undefined, { message: "x".repeat(5000) }),
  "declared with a cause": () => declared("nameTaken", undefined, { cause: new Error("secret of a cause") }),
  "declared and retryable": () => declared("tooBusy", undefined, { retryAfterMs: 250 }),
  "declared with bad details": () => declared("thingMissing", { id: "secret", since }),
  "declared with details of 8 MiB": () => declared("thingMissing", { id: 7, since, hint: hintFor(2 ** 23) }),
  "declared with larger details": () => declared("thingMissing", { id: 7, since, hint: hintFor(2 ** 23 + 1) }),
  "declared without its details": () => declared("thingMissing"),
  "declared with undeclared details": () => declared("nameTaken", { secret: "kept" }),
  "declared elsewhere": () => declared("notFoundDeclared"),
  ...Object.fromEntries(
    Object.keys(conformanceErrors).flatMap((reason) =>
      reason.endsWith("Declared") ? [[reason, () => declared(reason)]] : [],
    ),
  ),
  "declared by another service": () => declared("thingMissing", { id: 7, since }, {}, neighbourErrors),
  "an Error": () => new TypeError("secret of an error"),
  "an Error with a code": () =>
    Object.assign(new Error("secret of an error"), { code: "not_found", reason: "thingMissing" }),
  "a ServiceError": () => new ServiceError("not_found", "secret of a service error", { reason: "thingMissing" }),
  "an AbortError": () => new DOMException("secret of an abort", "AbortError"),
  "a TimeoutError": () => new DOMException("secret of a timeout", "TimeoutError"),
  "a string": () => "secret text",
  undefined: () => undefined,
  null: () => null,
  "a frozen object": () => Object.freeze({ message: "secret" }),
  "a proxy that throws": () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error("secret of a proxy");
        },
      },
    ),
  "a proxy that throws itself": () => {
    const hostile: object = new Proxy(
      {},
      {
        get() {
          throw hostile;
        },
      },
    );
    return hostile;
  },
};

/** The hint with which the details take a number of bytes as JSON. */
function hintFor(bytes: number): string {
  return "x".repeat(bytes - JSON.stringify({ id: 7, since, hint: "" }).length);
}

function declared(reason: string, details?: unknown, options?: object, classes = conformanceErrors): unknown {
  const type = classes[reason];
  if (type === undefined) throw new TypeError(`${reason}: expected a declared error`);
  return new type(details as never, options);
}
