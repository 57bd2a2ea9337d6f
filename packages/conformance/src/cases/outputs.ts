/**
 * Outputs of handlers: checked, stripped and copied like inputs, and refused as a bug of the
 * callee.
 */

import type { ConformanceCase } from "../runner/case.ts";

/** The `outputs` family. */
export const outputCases: readonly ConformanceCase[] = [
  {
    name: "outputs/void-operations-return-undefined",
    async run({ call }) {
      await call("giveNothing", { what: "undefined" });
    },
    transcript: `
      conformance.giveNothing received {what: "undefined"}
      giveNothing settled undefined`,
  },
  {
    name: "outputs/void-operations-drop-outputs",
    async run({ call }) {
      for (const what of ["null", "text", "class instances", "cycle"]) await call("giveNothing", { what });
    },
    transcript: `
      conformance.giveNothing received {what: "null"}
      giveNothing settled undefined
      conformance.giveNothing received {what: "text"}
      giveNothing settled undefined
      conformance.giveNothing received {what: "class instances"}
      giveNothing settled undefined
      conformance.giveNothing received {what: "cycle"}
      giveNothing settled undefined`,
  },
  {
    name: "outputs/undefined-is-no-output",
    async run({ call }) {
      for (const operation of ["giveNumber", "giveItems", "giveNullable", "giveJson"]) {
        await call(operation, { what: "undefined" });
      }
    },
    transcript: `
      conformance.giveNumber received {what: "undefined"}
      conformance.giveNumber reports a ServiceError, internal
      giveNumber failed internal, processed
      conformance.giveItems received {what: "undefined"}
      conformance.giveItems reports a ServiceError, internal
      giveItems failed internal, processed
      conformance.giveNullable received {what: "undefined"}
      conformance.giveNullable reports a ServiceError, internal
      giveNullable failed internal, processed
      conformance.giveJson received {what: "undefined"}
      conformance.giveJson reports a ServiceError, internal
      giveJson failed internal, processed`,
  },
  {
    name: "outputs/null-is-an-output-where-the-contract-allows-it",
    async run({ call }) {
      for (const operation of ["giveNullable", "giveJson", "giveText"]) await call(operation, { what: "null" });
    },
    transcript: `
      conformance.giveNullable received {what: "null"}
      giveNullable settled null
      conformance.giveJson received {what: "null"}
      giveJson settled null
      conformance.giveText received {what: "null"}
      conformance.giveText reports a ServiceError, internal
      giveText failed internal, processed`,
  },
  {
    name: "outputs/scalars-stand-alone",
    async run({ call }) {
      await call("giveNumber", { what: "one" });
      await call("giveNumber", { what: "negative zero" });
      await call("giveText", { what: "text" });
    },
    transcript: `
      conformance.giveNumber received {what: "one"}
      giveNumber settled 1
      conformance.giveNumber received {what: "negative zero"}
      giveNumber settled 0
      conformance.giveText received {what: "text"}
      giveText settled "text"`,
  },
  {
    name: "outputs/numbers-without-json-form-are-internal",
    async run({ call }) {
      for (const what of ["NaN", "infinity", "negative infinity"]) await call("giveNumber", { what });
    },
    transcript: `
      conformance.giveNumber received {what: "NaN"}
      conformance.giveNumber reports a ServiceError, internal
      giveNumber failed internal, processed
      conformance.giveNumber received {what: "infinity"}
      conformance.giveNumber reports a ServiceError, internal
      giveNumber failed internal, processed
      conformance.giveNumber received {what: "negative infinity"}
      conformance.giveNumber reports a ServiceError, internal
      giveNumber failed internal, processed`,
  },
  {
    name: "outputs/what-has-no-json-form-is-internal",
    async run({ call }) {
      const odd = ["function", "symbol", "bigint", "date", "map", "function inside", "symbol inside", "promise inside"];
      for (const what of odd) await call("giveJson", { what });
    },
    transcript: ["function", "symbol", "bigint", "date", "map", "function inside", "symbol inside", "promise inside"]
      .map(
        (what) => `
      conformance.giveJson received {what: "${what}"}
      conformance.giveJson reports a ServiceError, internal
      giveJson failed internal, processed`,
      )
      .join(""),
  },
  {
    name: "outputs/unknown-keys-are-stripped",
    async run({ call }) {
      await call("giveItems", { what: "extra keys" });
      await call("giveJson", { what: "own __proto__" });
    },
    transcript: `
      conformance.giveItems received {what: "extra keys"}
      giveItems settled {items: [{id: 1}]}
      conformance.giveJson received {what: "own __proto__"}
      giveJson settled {a: 1}`,
  },
  {
    name: "outputs/undefined-properties-are-dropped",
    async run({ call }) {
      await call("giveItems", { what: "undefined properties" });
    },
    transcript: `
      conformance.giveItems received {what: "undefined properties"}
      giveItems settled {items: [{id: 1}]}`,
  },
  {
    name: "outputs/broken-outputs-are-internal",
    async run({ call }) {
      for (const what of ["missing properties", "sparse array", "undefined in array", "text"])
        await call("giveItems", { what });
    },
    transcript: `
      conformance.giveItems received {what: "missing properties"}
      conformance.giveItems reports a ServiceError, internal
      giveItems failed internal, processed
      conformance.giveItems received {what: "sparse array"}
      conformance.giveItems reports a ServiceError, internal
      giveItems failed internal, processed
      conformance.giveItems received {what: "undefined in array"}
      conformance.giveItems reports a ServiceError, internal
      giveItems failed internal, processed
      conformance.giveItems received {what: "text"}
      conformance.giveItems reports a ServiceError, internal
      giveItems failed internal, processed`,
  },
  {
    name: "outputs/class-instances-and-proxies-arrive-as-plain-data",
    async run({ call }) {
      await call("giveItems", { what: "class instances" });
      await call("giveItems", { what: "proxy" });
    },
    transcript: `
      conformance.giveItems received {what: "class instances"}
      giveItems settled {items: [{id: 7, label: "from a getter"}]}
      conformance.giveItems received {what: "proxy"}
      giveItems settled {items: [{id: 1}]}`,
  },
  {
    name: "outputs/unreadable-outputs-reveal-no-secret",
    async run({ client, record }) {
      const error = await client()
        .invoke("giveItems", { what: "throwing getter" })
        .catch((reason: unknown) => reason);
      record("the error has the secret", printEverything(error).includes("secret"));
    },
    transcript: `
      conformance.giveItems received {what: "throwing getter"}
      conformance.giveItems reports a ServiceError, internal
      the error has the secret false`,
  },
  {
    name: "outputs/keys-come-in-the-order-of-the-schema",
    async run({ call }) {
      await call("giveFields", { what: "keys in another order" });
    },
    transcript: `
      conformance.giveFields received {what: "keys in another order"}
      giveFields settled {name: "a", note: "n", size: "large", options: {depth: 3, tags: []}}`,
  },
  {
    name: "outputs/defaults-are-present-for-the-caller",
    async run({ call }) {
      await call("giveFields", { what: "no defaults" });
    },
    transcript: `
      conformance.giveFields received {what: "no defaults"}
      giveFields settled {name: "a", note: null, size: "small", options: {depth: 2, tags: ["standard"]}}`,
  },
  {
    name: "outputs/defaults-belong-to-one-output",
    async run({ client, settle, call }) {
      const output = await settle(
        "giveTagged",
        client().invoke<{ options: { tags: string[] } }>("giveTagged", { what: "only a name" }),
      );
      output?.options.tags.push("added by the caller");
      await call("giveTagged", { what: "only a name" });
    },
    transcript: `
      conformance.giveTagged received {what: "only a name"}
      giveTagged settled {name: "a", options: {tags: ["standard"]}}
      conformance.giveTagged received {what: "only a name"}
      giveTagged settled {name: "a", options: {tags: ["standard"]}}`,
  },
  {
    name: "outputs/codecs-keep-domain-values",
    async run({ call }) {
      await call("giveRich", { what: "rich" });
    },
    transcript: `
      conformance.giveRich received {what: "rich"}
      giveRich settled {at: Date(2024-02-29T23:59:59.999Z), amount: -1208925819614629174706176n, bytes: Uint8Array(007f80ff), all: [1n, null]}`,
  },
  {
    name: "outputs/bad-domain-values-are-internal",
    async run({ call }) {
      await call("giveRich", { what: "invalid date" });
      await call("giveRich", { what: "wire forms" });
    },
    transcript: `
      conformance.giveRich received {what: "invalid date"}
      conformance.giveRich reports a ServiceError, internal
      giveRich failed internal, processed
      conformance.giveRich received {what: "wire forms"}
      conformance.giveRich reports a ServiceError, internal
      giveRich failed internal, processed`,
  },
  {
    name: "outputs/objects-reached-twice-arrive-as-two",
    async run({ call }) {
      await call("giveJson", { what: "shared twice" });
    },
    transcript: `
      conformance.giveJson received {what: "shared twice"}
      giveJson settled {left: {a: 1}, right: {a: 1}}`,
  },
  {
    name: "outputs/thenables-are-not-awaited",
    async run({ call }) {
      await call("giveJson", { what: "function named then" });
    },
    transcript: `
      conformance.giveJson received {what: "function named then"}
      conformance.giveJson reports a ServiceError, internal
      giveJson failed internal, processed`,
  },
];

/** Prints everything that a caller can read of an error. */
function printEverything(error: unknown): string {
  return error instanceof Error ? JSON.stringify([error.message, error.stack, error.cause, error]) : String(error);
}
