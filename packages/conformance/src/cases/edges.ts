/**
 * Values at the edge of limits, of which one unit more fails, and texts that a layer could misread.
 */

import { fieldsOf } from "@seamline/core/internal";
import type { ConformanceCase } from "../runner/case.ts";
import { printCanonical } from "../transcript/canonical.ts";
import { printContextReport as report } from "./context-report.ts";

/** Difficult texts, by their difficulty. */
const texts: Readonly<Record<string, string>> = {
  empty: "",
  blank: " ",
  "spaces-at-the-ends": "  a  ",
  tab: "a\tb",
  "line-breaks": "a\r\nb\nc\rd",
  nul: "a\u0000b",
  delete: "a\u007fb",
  "c1-control": "a\u0085b",
  "line-separators": "a\u2028b\u2029c",
  "byte-order-mark": "\ufeffa",
  composed: "\u00e9",
  decomposed: "e\u0301",
  emoji: "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
  "right-to-left": "\u202eabc\u05d0",
  "lone-surrogate": "a\ud800b",
  "swapped-surrogates": "\udc00\ud800",
  noncharacter: "\uffff\ufffe",
  quotes: `"'\`\\`,
  percent: "100%25%zz",
  plus: "1+1 = 2",
  json: '{"a":[1,null]}',
  html: "<script>&amp;</script>",
  header: "a\r\nseamline-caller: forged",
  traversal: "../..//etc/passwd",
  url: "http://user:pass@host:1/p?q=1#f",
  "null-word": "null",
  "undefined-word": "undefined",
  "number-word": "1e3",
  proto: "__proto__",
};

/**
 * Each text as a value, a key, an output, in a path, a query, a header, a tenant and metadata: kept
 * or refused.
 */
const textCases = Object.entries(texts).map(([name, text]): ConformanceCase => {
  const locations = [
    ["body", "echoTextInBody"],
    ["query", "echoTextInQuery"],
    ["header", "echoTextInHeader"],
    ["path", "echoTextInPath"],
  ] as const;
  return {
    name: `texts/${name}`,
    async run({ client, record, settle }) {
      for (const [location, operation] of locations) {
        const pending = client("catalogue").invoke(operation, { value: text });
        record(location, await pending.then(isKept, (reason: { code: string }) => reason.code));
      }
      await settle("key", client("catalogue").invoke("echoJsonInBody", { value: Object.fromEntries([[text, text]]) }));
      const options = { tenant: text, metadata: { a: text } };
      for (const [option, value] of Object.entries(options)) {
        const pending = client().invoke("describe", {}, { [option]: value });
        record(option, await pending.then(isSeen, (reason: { code: string }) => reason.code));
      }
    },
    transcript: [
      ...locations.flatMap(([location, operation]) => {
        const refused = (location !== "body" && !text.isWellFormed()) || (location === "path" && text === "");
        return refused
          ? [`${location} "invalid_argument"`]
          : [`catalogue.${operation} received {value: ${printCanonical(text)}}`, `${location} "kept"`];
      }),
      `catalogue.echoJsonInBody received {value: ${printKey(text)}}`,
      `key settled {value: ${printKey(text)}}`,
      ...(/^[^\p{C}]{1,255}$/u.test(text) ? ["conformance.describe received {}", 'tenant "seen"'] : ['tenant "invalid_argument"']), // biome-ignore format: one line
      ...(isPrintable(text)
        ? ["conformance.describe received {}", 'metadata "seen"']
        : ['metadata "invalid_argument"']),
    ].join("\n"),
  };

  function isKept(output: unknown): string {
    return fieldsOf(output).value === text ? "kept" : "changed";
  }

  function isSeen(output: unknown): string {
    const { tenant, metadata } = fieldsOf(output);
    return tenant === text || [fieldsOf(metadata).a].flat()[0] === text ? "seen" : "changed";
  }
});

/** `__proto__` is never assigned. */
function printKey(text: string): string {
  return text === "__proto__" ? "{}" : printCanonical({ [text]: text });
}

/** Returns `true` for texts without ASCII control characters, which metadata allows. */
function isPrintable(text: string): boolean {
  return [...text].every((character) => character >= " " && character !== "\u007f");
}

/** A case of requests of exactly the maximum size, and of one byte more. */
function sizeCase(name: string, kind: string, unit: string, limit: number): ConformanceCase {
  const frame = Buffer.byteLength(JSON.stringify({ value: "" }));
  const bytes = Buffer.byteLength(JSON.stringify(unit)) - 2;
  const count = Math.floor((limit - frame) / bytes);
  const fits = unit.repeat(count) + "x".repeat(limit - frame - count * bytes);
  return {
    name: `limits/${name}`,
    async run({ client, record }) {
      for (const value of [fits, `${fits}x`]) {
        const pending = client("catalogue").invoke("echoTextInBody", { value });
        const ends = (output: unknown): string => (fieldsOf(output).value === value ? "kept" : "changed");
        record(kind, await pending.then(ends, (reason: Refusal) => `${reason.code} ${reason.sent}`));
      }
    },
    transcript: `
      catalogue.echoTextInBody received {value: ${printCanonical(fits)}}
      ${kind} "kept"
      ${kind} "resource_exhausted not_sent"`,
  };
}

interface Refusal {
  readonly code: string;
  readonly sent: string;
}

/** A case of a path, query or header of exactly the maximum of encoded bytes, and of one more. */
function targetCase(location: "Path" | "Query" | "Header", unit: string): ConformanceCase {
  const bytes = encodeURIComponent(unit).length;
  const room = 7500 - "value".length - 2;
  const fits = unit.repeat(Math.floor(room / bytes)) + "x".repeat(room % bytes);
  const operation = `echoTextIn${location}`;
  return {
    name: `limits/a-${location.toLowerCase()}-full-of-${bytes === 1 ? "letters" : "escapes"}`,
    async run({ client, settle }) {
      await settle(operation, client("catalogue").invoke(operation, { value: fits }));
      await settle(operation, client("catalogue").invoke(operation, { value: `${fits}x` }));
    },
    transcript: `
      catalogue.${operation} received {value: ${printCanonical(fits)}}
      ${operation} settled {value: ${printCanonical(fits)}}
      ${operation} failed invalid_argument, details {issues: [{path: "(root)", code: "too_big"}]}, not_sent`,
  };
}

const mib = 2 ** 20;

/** Each part of a context at its maximum size. */
const full = {
  principal: { id: "\u20ac".repeat(1362) },
  tenant: "\ud83c\udf55".repeat(255),
  locale: "x".repeat(255),
  metadata: { a: "\u20ac".repeat(2727) },
  idempotencyKey: "k".repeat(255),
};

/** The family `texts`, and the cases of edges in the families `limits` and `calls`. */
export const edgeCases: readonly ConformanceCase[] = [
  ...textCases,
  sizeCase("an-input-full-of-letters", "letters", "x", mib),
  sizeCase("an-input-full-of-escapes", "escapes", "\u0000", mib),
  sizeCase("an-input-full-of-quotes", "quotes", '"', mib),
  sizeCase("an-input-of-two-bytes-a-letter", "umlauts", "\u00e9", mib),
  sizeCase("an-input-of-three-bytes-a-letter", "euros", "\u20ac", mib),
  sizeCase("an-input-of-emoji", "emoji", "\ud83d\ude00", mib),
  sizeCase("an-input-of-lone-surrogates", "surrogates", "\ud800", mib),
  ...(["Path", "Query", "Header"] as const).flatMap((location) => [
    targetCase(location, "x"),
    targetCase(location, "\u20ac"),
  ]),
  {
    name: "limits/ten-thousand-small-items",
    async run({ client, record }) {
      const value = Array.from({ length: 10_000 }, (_, x) => ({ x, y: -x }));
      const output = await client("catalogue").invoke<{ value: unknown }>("echoPointsInBody", { value });
      record("kept", printCanonical(output.value) === printCanonical(value));
    },
    transcript: `
      catalogue.echoPointsInBody received {value: ${printCanonical(Array.from({ length: 10_000 }, (_, x) => ({ x, y: -x })))}}
      kept true`,
  },
  {
    name: "limits/principal-tenant-and-metadata-at-their-limits-together",
    async run({ call }) {
      await call("describe", {}, full);
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({
        principal: printCanonical(full.principal),
        tenant: printCanonical(full.tenant),
        locale: printCanonical(full.locale),
        metadata: `{a: [${printCanonical(full.metadata.a)}]}`,
        idempotencyKey: printCanonical(full.idempotencyKey),
      })}`,
  },
  {
    name: "calls/fifty-at-once-fail-and-settle-on-their-own",
    async run({ client, record, unordered }) {
      await unordered(async () => {
        const pending = Array.from({ length: 50 }, (_, index) =>
          index % 2 === 0
            ? client().invoke("echoRecord", { entries: { [`k${index}`]: index } })
            : client().invoke("fail", { how: "declared without details" }),
        );
        const settled = await Promise.allSettled(pending);
        record("values", settled.filter(({ status }) => status === "fulfilled").length);
        record("errors", settled.filter(({ status }) => status === "rejected").length);
      });
    },
    transcript: [
      ...Array.from(
        { length: 25 },
        (_, index) => `conformance.echoRecord received {entries: {k${2 * index}: ${2 * index}}}`,
      ),
      ...Array.from({ length: 25 }, () => 'conformance.fail received {how: "declared without details"}'),
      "values 25",
      "errors 25",
    ]
      .sort()
      .join("\n"),
  },
];
