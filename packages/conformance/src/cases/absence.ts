/** Absent values: `undefined`, `null`, holes and defaults. */

import type { ConformanceCase } from "../runner/case.ts";

/** The cases of absent values in the family `values`. */
export const absenceCases: readonly ConformanceCase[] = [
  {
    name: "values/undefined-properties-are-dropped",
    async run({ call }) {
      await call("echoItems", { items: [{ id: 1, label: undefined }] });
      await call("echoFields", { name: "a", nick: undefined, note: null, size: undefined, options: { tags: [] } });
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}]}
      echoItems settled {items: [{id: 1}]}
      conformance.echoFields received {name: "a", note: null, size: "small", options: {depth: 1, tags: []}}
      echoFields settled {name: "a", note: null, size: "small", options: {depth: 1, tags: []}}`,
  },
  {
    name: "values/undefined-properties-of-rich-values-are-dropped",
    async run({ call }) {
      await call("echoRich", {
        at: new Date(0),
        amount: 1n,
        bytes: new Uint8Array(),
        until: undefined,
        all: undefined,
      });
    },
    transcript: `
      conformance.echoRich received {at: Date(1970-01-01T00:00:00.000Z), amount: 1n, bytes: Uint8Array(), all: []}
      echoRich settled {at: Date(1970-01-01T00:00:00.000Z), amount: 1n, bytes: Uint8Array(), all: []}`,
  },
  {
    name: "values/undefined-properties-of-json-are-dropped",
    async run({ call }) {
      await call("echoJson", { value: { a: 1, b: undefined, c: [{ d: undefined }] } });
    },
    transcript: `
      conformance.echoJson received {value: {a: 1, c: [{}]}}
      echoJson settled {a: 1, c: [{}]}`,
  },
  {
    name: "values/undefined-in-an-array-is-refused",
    async run({ call }) {
      await call("echoItems", { items: [{ id: 1 }, undefined] });
      await call("echoJson", { value: [1, undefined] });
    },
    transcript: `
      echoItems failed invalid_argument, details {issues: [{path: "items[1]", code: "invalid_type"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent`,
  },
  {
    name: "values/sparse-arrays-are-refused",
    async run({ call }) {
      const items = [{ id: 1 }];
      items[2] = { id: 3 };
      await call("echoItems", { items });
      await call("echoJson", { value: new Array(2) });
    },
    transcript: `
      echoItems failed invalid_argument, details {issues: [{path: "items[1]", code: "invalid_type"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "value", code: "invalid_union"}]}, not_sent`,
  },
  {
    name: "values/null-is-not-absence",
    async run({ call }) {
      await call("echoFields", { name: "a", note: null, options: { tags: [] } });
      await call("echoFields", { name: "a", options: { tags: [] } });
      await call("echoFields", { name: "a", nick: null, note: null });
      await call("echoFields", { name: "a", note: null, size: null });
    },
    transcript: `
      conformance.echoFields received {name: "a", note: null, size: "small", options: {depth: 1, tags: []}}
      echoFields settled {name: "a", note: null, size: "small", options: {depth: 1, tags: []}}
      echoFields failed invalid_argument, details {issues: [{path: "note", code: "invalid_type"}]}, not_sent
      echoFields failed invalid_argument, details {issues: [{path: "nick", code: "invalid_type"}]}, not_sent
      echoFields failed invalid_argument, details {issues: [{path: "size", code: "invalid_value"}]}, not_sent`,
  },
  {
    name: "values/inputs-that-are-no-objects-are-refused",
    async run({ call }) {
      for (const input of [null, "text", 1, [], undefined]) await call("giveText", input);
    },
    transcript: `
      giveText failed invalid_argument, details {issues: [{path: "(root)", code: "invalid_type"}]}, not_sent
      giveText failed invalid_argument, details {issues: [{path: "(root)", code: "invalid_type"}]}, not_sent
      giveText failed invalid_argument, details {issues: [{path: "(root)", code: "invalid_type"}]}, not_sent
      giveText failed invalid_argument, details {issues: [{path: "(root)", code: "invalid_type"}]}, not_sent
      giveText failed invalid_argument, details {issues: [{path: "what", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "values/defaults-are-present-for-the-handler",
    async run({ call }) {
      await call("echoFields", { name: "a", note: null });
      await call("echoVariants", { any: null, shape: { kind: "square", side: 2 } });
    },
    transcript: `
      conformance.echoFields received {name: "a", note: null, size: "small", options: {depth: 2, tags: ["standard"]}}
      echoFields settled {name: "a", note: null, size: "small", options: {depth: 2, tags: ["standard"]}}
      conformance.echoVariants received {any: null, shape: {kind: "square", side: 2, label: "plain"}}
      echoVariants settled {any: null, shape: {kind: "square", side: 2, label: "plain"}}`,
  },
  {
    name: "values/defaults-belong-to-one-call",
    async run({ call }) {
      await call("alterDefaults", { name: "first" });
      await call("alterDefaults", { name: "second" });
    },
    transcript: `
      conformance.alterDefaults received {name: "first", options: {tags: ["standard"]}}
      alterDefaults settled {name: "first", options: {tags: ["standard", "added by the handler"]}}
      conformance.alterDefaults received {name: "second", options: {tags: ["standard"]}}
      alterDefaults settled {name: "second", options: {tags: ["standard", "added by the handler"]}}`,
  },
];
