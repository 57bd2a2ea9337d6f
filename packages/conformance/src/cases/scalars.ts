/** Numbers, texts and codecs as inputs. */

import type { ConformanceCase } from "../runner/case.ts";

const scalars = { text: "a", count: 1, whole: 1, flag: true };

/** The cases of scalars and codecs in the family `values`. */
export const scalarCases: readonly ConformanceCase[] = [
  {
    name: "values/numbers-keep-their-value",
    async run({ call }) {
      for (const count of [0, -1.5, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, 1e21, 2 ** 53 + 2]) {
        await call("echoScalars", { ...scalars, count });
      }
      await call("echoScalars", { ...scalars, whole: Number.MIN_SAFE_INTEGER });
    },
    transcript: `
      conformance.echoScalars received {text: "a", count: 0, whole: 1, flag: true}
      echoScalars settled {text: "a", count: 0, whole: 1, flag: true}
      conformance.echoScalars received {text: "a", count: -1.5, whole: 1, flag: true}
      echoScalars settled {text: "a", count: -1.5, whole: 1, flag: true}
      conformance.echoScalars received {text: "a", count: 0.30000000000000004, whole: 1, flag: true}
      echoScalars settled {text: "a", count: 0.30000000000000004, whole: 1, flag: true}
      conformance.echoScalars received {text: "a", count: 5e-324, whole: 1, flag: true}
      echoScalars settled {text: "a", count: 5e-324, whole: 1, flag: true}
      conformance.echoScalars received {text: "a", count: 1.7976931348623157e+308, whole: 1, flag: true}
      echoScalars settled {text: "a", count: 1.7976931348623157e+308, whole: 1, flag: true}
      conformance.echoScalars received {text: "a", count: 1e+21, whole: 1, flag: true}
      echoScalars settled {text: "a", count: 1e+21, whole: 1, flag: true}
      conformance.echoScalars received {text: "a", count: 9007199254740994, whole: 1, flag: true}
      echoScalars settled {text: "a", count: 9007199254740994, whole: 1, flag: true}
      conformance.echoScalars received {text: "a", count: 1, whole: -9007199254740991, flag: true}
      echoScalars settled {text: "a", count: 1, whole: -9007199254740991, flag: true}`,
  },
  {
    name: "values/negative-zero-is-zero",
    async run({ call }) {
      await call("echoScalars", { ...scalars, count: -0, whole: -0 });
    },
    transcript: `
      conformance.echoScalars received {text: "a", count: 0, whole: 0, flag: true}
      echoScalars settled {text: "a", count: 0, whole: 0, flag: true}`,
  },
  {
    name: "values/numbers-without-json-form-are-refused",
    async run({ call }) {
      for (const count of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        await call("echoScalars", { ...scalars, count });
      }
      await call("echoJson", { value: { a: [Number.NaN] } });
    },
    transcript: `
      echoScalars failed invalid_argument, details {issues: [{path: "count", code: "invalid_type"}]}, not_sent
      echoScalars failed invalid_argument, details {issues: [{path: "count", code: "invalid_type"}]}, not_sent
      echoScalars failed invalid_argument, details {issues: [{path: "count", code: "invalid_type"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent`,
  },
  {
    name: "values/nothing-is-coerced",
    async run({ call }) {
      await call("echoScalars", { text: 1, count: "1", whole: 1.5, flag: "true" });
      await call("echoScalars", { text: new String("a"), count: new Number(1), whole: 2 ** 53, flag: 1 });
    },
    transcript: `
      echoScalars failed invalid_argument, details {issues: [{path: "text", code: "invalid_type"}, {path: "count", code: "invalid_type"}, {path: "whole", code: "invalid_type"}, {path: "flag", code: "invalid_type"}]}, not_sent
      echoScalars failed invalid_argument, details {issues: [{path: "text", code: "invalid_type"}, {path: "count", code: "invalid_type"}, {path: "whole", code: "too_big"}, {path: "flag", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "values/text-is-never-normalised",
    async run({ call }) {
      for (const text of [
        "",
        "\u00e9 e\u0301",
        "\u0000\u0001\u007f",
        "\ufeff\u2028\u2029",
        "\ud83d\ude00",
        '\r\n\t "\\/',
      ]) {
        await call("echoScalars", { ...scalars, text });
      }
    },
    transcript: String.raw`
      conformance.echoScalars received {text: "", count: 1, whole: 1, flag: true}
      echoScalars settled {text: "", count: 1, whole: 1, flag: true}
      conformance.echoScalars received {text: "\u00e9 e\u0301", count: 1, whole: 1, flag: true}
      echoScalars settled {text: "\u00e9 e\u0301", count: 1, whole: 1, flag: true}
      conformance.echoScalars received {text: "\u0000\u0001\u007f", count: 1, whole: 1, flag: true}
      echoScalars settled {text: "\u0000\u0001\u007f", count: 1, whole: 1, flag: true}
      conformance.echoScalars received {text: "\ufeff\u2028\u2029", count: 1, whole: 1, flag: true}
      echoScalars settled {text: "\ufeff\u2028\u2029", count: 1, whole: 1, flag: true}
      conformance.echoScalars received {text: "\ud83d\ude00", count: 1, whole: 1, flag: true}
      echoScalars settled {text: "\ud83d\ude00", count: 1, whole: 1, flag: true}
      conformance.echoScalars received {text: "\r\n\t \"\\/", count: 1, whole: 1, flag: true}
      echoScalars settled {text: "\r\n\t \"\\/", count: 1, whole: 1, flag: true}`,
  },
  {
    name: "values/lone-surrogates-survive",
    async run({ call }) {
      await call("echoScalars", { ...scalars, text: "a\ud800z\udc00" });
      await call("echoRecord", { entries: { "\udfff": 1 } });
      await call("giveText", { what: "lone surrogate" });
    },
    transcript: String.raw`
      conformance.echoScalars received {text: "a\ud800z\udc00", count: 1, whole: 1, flag: true}
      echoScalars settled {text: "a\ud800z\udc00", count: 1, whole: 1, flag: true}
      conformance.echoRecord received {entries: {"\udfff": 1}}
      echoRecord settled {"\udfff": 1}
      conformance.giveText received {what: "lone surrogate"}
      giveText settled "a\ud800z\udc00"`,
  },
  {
    name: "values/codecs-keep-domain-values",
    async run({ call }) {
      const window = new Uint8Array([9, 1, 2, 255, 9]).subarray(1, 4);
      await call("echoRich", {
        at: new Date("2024-02-29T23:59:59.999Z"),
        amount: -(2n ** 200n),
        bytes: window,
        until: new Date(0),
        all: [0n, null, 10n ** 30n],
      });
    },
    transcript: `
      conformance.echoRich received {at: Date(2024-02-29T23:59:59.999Z), amount: -1606938044258990275541962092341162602522202993782792835301376n, bytes: Uint8Array(0102ff), until: Date(1970-01-01T00:00:00.000Z), all: [0n, null, 1000000000000000000000000000000n]}
      echoRich settled {at: Date(2024-02-29T23:59:59.999Z), amount: -1606938044258990275541962092341162602522202993782792835301376n, bytes: Uint8Array(0102ff), until: Date(1970-01-01T00:00:00.000Z), all: [0n, null, 1000000000000000000000000000000n]}`,
  },
  {
    name: "values/codecs-isolate",
    async run({ client, settle, record }) {
      const at = new Date(0);
      const bytes = new Uint8Array([1]);
      const pending = client().invoke("echoRich", { at, amount: 1n, bytes });
      at.setTime(1000);
      bytes[0] = 2;
      await settle("echoRich", pending);
      record("the caller still has", { at, bytes });
    },
    transcript: `
      conformance.echoRich received {at: Date(1970-01-01T00:00:00.000Z), amount: 1n, bytes: Uint8Array(01), all: []}
      echoRich settled {at: Date(1970-01-01T00:00:00.000Z), amount: 1n, bytes: Uint8Array(01), all: []}
      the caller still has {at: Date(1970-01-01T00:00:01.000Z), bytes: Uint8Array(02)}`,
  },
  {
    name: "values/subclasses-of-rich-values-arrive-as-the-base",
    async run({ call }) {
      await call("echoRich", { at: new Moment(0), amount: 1n, bytes: Buffer.from([1, 2]) });
    },
    transcript: `
      conformance.echoRich received {at: Date(1970-01-01T00:00:00.000Z), amount: 1n, bytes: Uint8Array(0102), all: []}
      echoRich settled {at: Date(1970-01-01T00:00:00.000Z), amount: 1n, bytes: Uint8Array(0102), all: []}`,
  },
  {
    name: "values/invalid-dates-are-refused",
    async run({ call }) {
      await call("echoRich", { at: new Date(Number.NaN), amount: 1n, bytes: new Uint8Array() });
    },
    transcript: `
      echoRich failed invalid_argument, details {issues: [{path: "at", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "values/wire-forms-are-no-domain-values",
    async run({ call }) {
      await call("echoRich", { at: "1970-01-01T00:00:00.000Z", amount: "1", bytes: "AA==" });
    },
    transcript: `
      echoRich failed invalid_argument, details {issues: [{path: "at", code: "invalid_type"}, {path: "amount", code: "invalid_type"}, {path: "bytes", code: "custom"}]}, not_sent`,
  },
  {
    name: "values/unions-keep-their-branch",
    async run({ call }) {
      const shape = { kind: "circle", radius: 1, side: 2, label: "not a circle's" };
      for (const any of ["1", 1, null, { either: true, other: 1 }]) await call("echoVariants", { any, shape });
      await call("echoVariants", { any: true, shape });
      await call("echoVariants", { any: 1, shape: { kind: "triangle" } });
    },
    transcript: `
      conformance.echoVariants received {any: "1", shape: {kind: "circle", radius: 1}}
      echoVariants settled {any: "1", shape: {kind: "circle", radius: 1}}
      conformance.echoVariants received {any: 1, shape: {kind: "circle", radius: 1}}
      echoVariants settled {any: 1, shape: {kind: "circle", radius: 1}}
      conformance.echoVariants received {any: null, shape: {kind: "circle", radius: 1}}
      echoVariants settled {any: null, shape: {kind: "circle", radius: 1}}
      conformance.echoVariants received {any: {either: true}, shape: {kind: "circle", radius: 1}}
      echoVariants settled {any: {either: true}, shape: {kind: "circle", radius: 1}}
      echoVariants failed invalid_argument, details {issues: [{path: "any", code: "invalid_union"}]}, not_sent
      echoVariants failed invalid_argument, details {issues: [{path: "shape.kind", code: "invalid_union"}]}, not_sent`,
  },
  {
    name: "values/json-holds-any-json",
    async run({ call }) {
      for (const value of [null, false, 0, "", [], {}, [null, [1, { a: [] }]]]) await call("echoJson", { value });
    },
    transcript: `
      conformance.echoJson received {value: null}
      echoJson settled null
      conformance.echoJson received {value: false}
      echoJson settled false
      conformance.echoJson received {value: 0}
      echoJson settled 0
      conformance.echoJson received {value: ""}
      echoJson settled ""
      conformance.echoJson received {value: []}
      echoJson settled []
      conformance.echoJson received {value: {}}
      echoJson settled {}
      conformance.echoJson received {value: [null, [1, {a: []}]]}
      echoJson settled [null, [1, {a: []}]]`,
  },
  {
    name: "values/what-has-no-json-form-is-refused",
    async run({ call }) {
      const odd = [
        () => 1,
        Symbol("s"),
        1n,
        new Date(0),
        new Map(),
        new Set(),
        Promise.resolve(1),
        new Uint8Array(1),
        /a/,
      ];
      for (const value of odd) await call("echoJson", { value });
      await call("echoItems", { items: [{ id: 1, label: () => "a" }] });
    },
    transcript: `
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent
      echoItems failed invalid_argument, details {issues: [{path: "items[0].label", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "values/then-is-a-key-like-any-other",
    async run({ call }) {
      // biome-ignore lint/suspicious/noThenProperty: the point of the case
      await call("echoJson", { value: { then: "data", nested: { then: 1 } } });
      await call("giveJson", { what: "thenable" });
    },
    transcript: `
      conformance.echoJson received {value: {then: "data", nested: {then: 1}}}
      echoJson settled {then: "data", nested: {then: 1}}
      conformance.giveJson received {what: "thenable"}
      giveJson settled {then: "data", value: 1}`,
  },
];

class Moment extends Date {}
