/** Metadata that callers send, and metadata that is refused before it is sent. */

import type { ConformanceCase } from "../runner/case.ts";
import { printContextReport as report } from "./context-report.ts";

/** The cases of metadata in the family `context`. */
export const metadataCases: readonly ConformanceCase[] = [
  {
    name: "context/metadata-names-are-lower-case-and-values-keep-their-order",
    async run({ call }) {
      await call("describe", {}, { metadata: { "X-Trace": "1", "b.c-d": ["2", "1", "2"] } });
      await call("describe", {}, { metadata: { Tag: "1", tag: "2" } });
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({ metadata: '{"x-trace": ["1"], "b.c-d": ["2", "1", "2"]}' })}
      conformance.describe received {}
      describe settled ${report({ metadata: '{tag: ["1", "2"]}' })}`,
  },
  {
    name: "context/metadata-without-values-is-kept",
    async run({ call }) {
      await call("describe", {}, { metadata: { a: [], b: "1" } });
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({ metadata: '{a: [], b: ["1"]}' })}`,
  },
  {
    name: "context/metadata-values-are-any-printable-text",
    async run({ call }) {
      const values = ["", " a ", "a, b", "50%", "=?utf-8?b?w6k=?=", "\u00e9", "\ud83c\udf55", '"', "\\"];
      await call("describe", {}, { metadata: { values } });
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({
        metadata: String.raw`{values: ["", " a ", "a, b", "50%", "=?utf-8?b?w6k=?=", "\u00e9", "\ud83c\udf55", "\"", "\\"]}`,
      })}`,
  },
  {
    name: "context/metadata-that-cannot-travel-is-refused",
    async run({ call }) {
      for (const name of [
        "",
        "a b",
        "a:",
        "\u00e9",
        "__proto__",
        "host",
        "Content-Type",
        "seamline-caller",
        "authorization",
      ]) {
        await call("describe", {}, { metadata: { [name]: "1" } });
      }
      for (const value of ["a\r\nb: c", "\n", "\u0000", "\u007f"])
        await call("describe", {}, { metadata: { a: value } });
      await call("describe", {}, { metadata: { a: [1] as never } });
    },
    transcript: "describe failed invalid_argument, not_sent\n".repeat(14),
  },
  {
    name: "context/metadata-has-at-most-8-kib",
    async run({ call, client, settle }) {
      const fits = await client().invoke<{ metadata: { a: string[] } }>(
        "describe",
        {},
        { metadata: { a: "x".repeat(8182) } }, // as JSON with ten characters around it
      );
      await settle("what fits", Promise.resolve(fits.metadata.a[0]?.length));
      await call("describe", {}, { metadata: { a: "x".repeat(8183) } });
      await call("describe", {}, { metadata: { a: "\u20ac".repeat(2728) } });
      await call("describe", {}, { metadata: { a: '"'.repeat(4092) } });
    },
    transcript: `
      conformance.describe received {}
      what fits settled 8182
      describe failed resource_exhausted, not_sent
      describe failed resource_exhausted, not_sent
      describe failed resource_exhausted, not_sent`,
  },
];
