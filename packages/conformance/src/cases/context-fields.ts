/** Each part of a call's context: valid values, refused values, and its value three hops below. */

import type { CallOptions } from "@seamline/core";
import type { ConformanceCase } from "../runner/case.ts";
import { printCanonical } from "../transcript/canonical.ts";
import { printContextReport as report } from "./context-report.ts";

type Options = Record<keyof CallOptions | string, unknown>;
type Stated = Parameters<typeof report>[0];

/** Options that cross, and the context that the handler receives. */
interface Crossing {
  readonly options: Options;
  readonly stated: Stated;
}

const text = (value: unknown): string => printCanonical(value);
const labels = ["a", "de-AT", " ", "a,b;c=d", "50%41", "\u00fc\u4e16\ud83c\udf55", "x".repeat(255)];
const principals: readonly object[] = [
  { id: "" },
  { id: "ada", roles: [], deep: [[{ a: null }]], "odd key": -1.5, none: null },
  { id: "\ud83d\ude00\u0000\r\n", constructor: { prototype: 1 } },
  { id: "ada", at: { toISOString: "no date" }, "10": 1, "9": 2 },
];
const keys = ["k", "order-17/attempt;~", "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~", "x".repeat(255)];

const crossing: Readonly<Record<string, readonly Crossing[]>> = {
  "tenants-of-any-form": labels.map((tenant) => ({ options: { tenant }, stated: { tenant: text(tenant) } })),
  "locales-of-any-form": labels.map((locale) => ({ options: { locale }, stated: { locale: text(locale) } })),
  "principals-of-any-form": principals.map((principal) => ({
    options: { principal },
    stated: { principal: text(principal) },
  })),
  "principals-as-json-sees-them": [
    {
      options: { principal: { id: "ada", at: new Date(0), gone: undefined, no: Number.NaN, run: () => 1 } },
      stated: { principal: '{id: "ada", at: "1970-01-01T00:00:00.000Z", no: null}' },
    },
    {
      options: { principal: JSON.parse('{"id":"ada","__proto__":{"polluted":1}}') },
      stated: { principal: '{id: "ada"}' },
    },
  ],
  "idempotency-keys-of-any-form": keys.map((idempotencyKey) => ({
    options: { idempotencyKey },
    stated: { idempotencyKey: text(idempotencyKey) },
  })),
  "undefined-is-nothing": [
    {
      options: { principal: undefined, tenant: undefined, locale: undefined, metadata: undefined, signal: undefined },
      stated: {},
    },
    { options: { idempotencyKey: undefined, timeoutMs: undefined }, stated: {} },
  ],
  "all-at-once": [
    {
      options: {
        principal: { id: "ada" },
        tenant: "n\u00f6rd",
        locale: "de",
        metadata: { a: ["1", "2"], "b.c": "\u00e9" },
        idempotencyKey: "k",
        timeoutMs: 5000.5,
      },
      stated: {
        principal: '{id: "ada"}',
        tenant: text("n\u00f6rd"),
        locale: '"de"',
        metadata: `{a: ["1", "2"], "b.c": [${text("\u00e9")}]}`,
        idempotencyKey: '"k"',
      },
    },
  ],
  "metadata-names-of-any-form": ["a", "0", "a-b", "a.b", "x-1.y-2", "constructor", "x".repeat(200)].map((name) => ({
    options: { metadata: { [name]: "v" } },
    stated: { metadata: printCanonical({ [name]: ["v"] }) },
  })),
  "metadata-names-in-any-case": [
    { options: { metadata: { ABC: "1" } }, stated: { metadata: '{abc: ["1"]}' } },
    { options: { metadata: { A: ["1"], a: ["2", "3"] } }, stated: { metadata: '{a: ["1", "2", "3"]}' } },
  ],
  "metadata-values-of-any-form": ["", " ", "a, b", "%", "\u0080", "\u2028", "\ud83d\ude00", "\ud800", "null"].map(
    (value) => ({ options: { metadata: { a: value } }, stated: { metadata: `{a: [${text(value)}]}` } }),
  ),
  "metadata-order": [
    {
      options: { metadata: { z: "1", a: ["2", "2"], "10": "3", "9": "4" } },
      stated: { metadata: '{"9": ["4"], "10": ["3"], z: ["1"], a: ["2", "2"]}' },
    },
  ],
  "metadata-at-its-limits": [
    {
      options: { metadata: { a: Array.from({ length: 64 }, () => "v") } },
      stated: { metadata: `{a: [${Array.from({ length: 64 }, () => '"v"').join(", ")}]}` },
    },
    {
      options: { metadata: { ab: "\u20ac".repeat(2727) } },
      stated: { metadata: `{ab: [${text("\u20ac".repeat(2727))}]}` },
    },
  ],
};

/** Refused options, with the code. */
const refused: Readonly<Record<string, readonly { readonly options: Options; readonly code?: string }[]>> = {
  "timeouts-that-are-none": [0, -0, -1, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 31, "1000", null, {}, 1n, true].map(
    (timeoutMs) => ({ options: { timeoutMs } }),
  ),
  "tenants-that-are-none": ["", "a\u0000", "\u200b", "\ud800", "x".repeat(256), null, 1, {}, []].map((tenant) => ({
    options: { tenant },
  })),
  "locales-that-are-none": ["", "\n", "\ufeff", "\udc00", "x".repeat(256), null, false].map((locale) => ({
    options: { locale },
  })),
  "idempotency-keys-that-are-none": ["", " ", "a b", "\u00e9", "\t", "x".repeat(256), null, 1].map(
    (idempotencyKey) => ({ options: { idempotencyKey } }),
  ),
  "principals-that-are-no-json": [{ id: 1n }, () => 1, Symbol("s"), { id: "a", big: { deep: [1n] } }].map(
    (principal) => ({ options: { principal } }),
  ),
  "principals-that-have-no-id": [null, "ada", 1, [], {}, { id: 1 }, { id: null }].map((principal) => ({
    options: { principal },
  })),
  "principals-that-are-too-large": [
    { options: { principal: { id: "x".repeat(4096) } }, code: "resource_exhausted" },
    { options: { principal: { id: "\u20ac".repeat(1400) } }, code: "resource_exhausted" },
  ],
  "metadata-names-that-are-none": ["", " ", "a b", "a_b", "-a", "a-", "a..b", "\u00e9", "a:", "a\n", "__proto__"].map(
    (name) => ({ options: { metadata: Object.fromEntries([[name, "1"]]) } }),
  ),
  "metadata-names-that-are-taken": [
    ...["authorization", "cookie", "Host", "CONTENT-LENGTH", "traceparent", "baggage", "te", "connection"],
    ...["seamline-context", "proxy-a", "sec-a", "x-forwarded-for", "idempotency-key", "transfer-encoding"],
  ].map((name) => ({ options: { metadata: { [name]: "1" } } })),
  "metadata-values-that-are-none": [
    ...["\u0000", "a\r\nb: c", "\t", "\u007f", 1, null, undefined, {}, true].map((a) => ({
      options: { metadata: { a } },
    })),
    ...[["ok", 1], [null], ["\n"], [[]]].map((a) => ({ options: { metadata: { a } } })),
  ],
  "metadata-that-is-too-large": [
    { options: { metadata: { a: Array.from({ length: 65 }, () => "v") } }, code: "resource_exhausted" },
    { options: { metadata: { ab: `${"\u20ac".repeat(2727)}x` } }, code: "resource_exhausted" },
    { options: { metadata: { a: "x".repeat(5000), b: "x".repeat(5000) } }, code: "resource_exhausted" },
  ],
};

const given = { principal: { id: "ada" }, tenant: "north", locale: "de", metadata: { kept: "1" }, idempotencyKey: "k" };
const seen = { principal: '{id: "ada"}', tenant: '"north"', locale: '"de"', metadata: '{kept: ["1"]}' };

/** A case of the four contexts of `report`: the first and those below it. */
function farCase(over: "nothing" | "all" | "metadata", below: Stated, first: Stated = {}): ConformanceCase {
  const callers = ["null", '"catalogue"', '"conformance"', '"neighbour"'];
  const reports = callers.map((caller, index) => {
    const stated = index === 0 ? { ...seen, idempotencyKey: '"k"' } : { ...seen, ...below, ...(index === 1 && first) };
    return report({ ...stated, caller, depth: String(index + 1) });
  });
  return {
    name: `context/three-hops-below-with-${over}-replaced`,
    async run({ client, settle }) {
      await settle("report", client("catalogue").invoke("report", { over }, given));
    },
    transcript: `
      catalogue.report received {over: "${over}"}
      conformance.relay received {}
      neighbour.relay received {}
      conformance.describe received {}
      report settled [${reports.join(", ")}]`,
  };
}

/** The cases of a context's parts in the family `context`. */
export const contextFieldCases: readonly ConformanceCase[] = [
  ...Object.entries(crossing).map(([name, rows]) => ({
    name: `context/crossing-${name}`,
    async run({ call }: Parameters<ConformanceCase["run"]>[0]) {
      for (const { options } of rows) await call("describe", {}, options as CallOptions);
    },
    transcript: rows
      .map(({ stated }) => `conformance.describe received {}\ndescribe settled ${report(stated)}`)
      .join("\n"),
  })),
  ...Object.entries(refused).map(([name, rows]) => ({
    name: `context/refusing-${name}`,
    async run({ client, record }: Parameters<ConformanceCase["run"]>[0]) {
      for (const { options } of rows) {
        const pending = client().invoke("describe", {}, options as CallOptions);
        record("refused with", await pending.then(() => "nothing", (reason: Refusal) => `${reason.code} ${reason.sent}`)); // biome-ignore format: one line
      }
    },
    transcript: rows.map(({ code = "invalid_argument" }) => `refused with "${code} not_sent"`).join("\n"),
  })),
  farCase("nothing", {}),
  farCase("metadata", { metadata: `{kept: [], added: [${text("\u00e9")}]}` }),
  farCase(
    "all",
    { principal: '{id: "grace"}', tenant: text("s\u00fcd"), locale: '"fr"', metadata: '{kept: ["replaced"]}' },
    { idempotencyKey: '"own"' },
  ),
  {
    name: "context/fifty-calls-at-once-do-not-mix",
    async run({ client, record, unordered }) {
      await unordered(async () => {
        const tags = Array.from({ length: 50 }, (_, tag) => tag);
        const outputs = await Promise.all(
          tags.map((tag) => client("catalogue").invoke("tag", { tag }, { tenant: `tenant ${tag}` })),
        );
        record("all their own", outputs.every((one, tag) => printCanonical(one) === `{tag: ${tag}, tenant: "tenant ${tag}", far: ${tag}}`)); // biome-ignore format: one line
      });
    },
    transcript: [
      "all their own true",
      ...Array.from({ length: 50 }, (_, tag) => `catalogue.tag received {tag: ${tag}}`),
      ...Array.from(
        { length: 50 },
        (_, tag) => `conformance.echoScalars received {text: "tenant ${tag}", count: 0, whole: ${tag}, flag: true}`,
      ),
    ]
      .sort()
      .join("\n"),
  },
];

interface Refusal {
  readonly code: string;
  readonly sent: string;
}
