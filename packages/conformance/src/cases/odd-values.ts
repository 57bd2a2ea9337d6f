/** Every odd value, as an output of every kind and as an input of every kind. */

import type { ConformanceCase } from "../runner/case.ts";
import { echoName } from "../service/catalogue-contract.ts";
import { oddValues } from "../service/odd-values.ts";

/** Nine operations whose contract an output matches or not. `giveNothing` drops every output. */
const gives = [
  ...["giveNumber", "giveText", "giveNullable", "giveItems", "giveFields", "giveTagged", "giveJson", "giveRich"],
  "giveNothing",
] as const;

/**
 * The outcome of an output, by operation whose contract it matches; `!code` for a failure other
 * than `internal`.
 */
const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  null: { giveNullable: "null", giveJson: "null" },
  text: { giveText: '"text"', giveNullable: '"text"', giveJson: '"text"' },
  one: { giveNumber: "1", giveJson: "1" },
  "negative zero": { giveNumber: "0", giveJson: "0" },
  "lone surrogate": Object.fromEntries(
    ["giveText", "giveNullable", "giveJson"].map((name) => [name, String.raw`"a\ud800z\udc00"`]),
  ),
  "extra keys": { giveItems: "{items: [{id: 1}]}", giveJson: '{items: [{id: 1, secret: "inner"}], secret: "outer"}' },
  "undefined properties": { giveItems: "{items: [{id: 1}]}", giveJson: "{items: [{id: 1}]}" },
  "missing properties": { giveJson: '{items: [{label: "no id"}]}' },
  "class instances": { giveItems: '{items: [{id: 7, label: "from a getter"}]}' },
  proxy: { giveItems: "{items: [{id: 1}]}", giveJson: "{items: [{id: 1}]}" },
  "keys in another order": {
    giveFields: '{name: "a", note: "n", size: "large", options: {depth: 3, tags: []}}',
    giveTagged: '{name: "a", options: {tags: []}}',
    giveJson: '{note: "n", name: "a", options: {tags: [], depth: 3}, size: "large"}',
  },
  "only a name": { giveTagged: '{name: "a", options: {tags: ["standard"]}}', giveJson: '{name: "a"}' },
  "no defaults": {
    giveFields: '{name: "a", note: null, size: "small", options: {depth: 2, tags: ["standard"]}}',
    giveTagged: '{name: "a", options: {tags: ["standard"]}}',
    giveJson: '{name: "a", note: null}',
  },
  cycle: { giveTagged: '{name: "ring", options: {tags: ["standard"]}}' },
  "symbol key": { giveJson: "{a: 1}" },
  "shared twice": { giveJson: "{left: {a: 1}, right: {a: 1}}" },
  thenable: { giveJson: '{then: "data", value: 1}' },
  "64 levels": { giveJson: `${"[".repeat(64)}${"]".repeat(64)}` },
  "65 levels": { giveJson: "!resource_exhausted" },
  "own __proto__": { giveJson: "{a: 1}" },
  rich: { giveRich: "{at: Date(2024-02-29T23:59:59.999Z), amount: -1208925819614629174706176n, bytes: Uint8Array(007f80ff), all: [1n, null]}" }, // biome-ignore format: one line
  "wire forms": { giveJson: '{at: "2024-01-01T00:00:00.000Z", amount: "1", bytes: "AA=="}' },
};

/** Eight kinds of inputs, and the issue of a value that does not match. */
const takes = {
  text: "invalid_type",
  nullableText: "invalid_type",
  number: "invalid_type",
  flag: "invalid_type",
  points: "invalid_type",
  record: "invalid_type",
  json: "invalid_union",
  bytes: "custom",
} as const;

/** The outcome of an input: the value that arrives, or `!` and the issues as `path code`. */
const inputs: Readonly<Record<string, Readonly<Partial<Record<keyof typeof takes, string>>>>> = {
  null: { nullableText: "null", json: "null" },
  text: { text: '"text"', nullableText: '"text"', json: '"text"' },
  one: { number: "1", json: "1" },
  "negative zero": { number: "0", json: "0" },
  "lone surrogate": {
    text: String.raw`"a\ud800z\udc00"`,
    nullableText: String.raw`"a\ud800z\udc00"`,
    json: String.raw`"a\ud800z\udc00"`,
  },
  "extra keys": {
    json: '{items: [{id: 1, secret: "inner"}], secret: "outer"}',
    record: "!value.* invalid_type, value.* invalid_type",
  },
  "undefined properties": { json: "{items: [{id: 1}]}", record: "!value.* invalid_type" },
  "missing properties": { json: '{items: [{label: "no id"}]}', record: "!value.* invalid_type" },
  "sparse array": { record: "!value.* invalid_type" },
  "undefined in array": { record: "!value.* invalid_type" },
  "revoked proxy": Object.fromEntries(Object.keys(takes).map((kind) => [kind, "!(root) unreadable"])),
  proxy: { json: "{items: [{id: 1}]}", record: "!value.* invalid_type" },
  "keys in another order": {
    json: '{note: "n", name: "a", options: {tags: [], depth: 3}, size: "large"}',
    record: "!value.* invalid_type, value.* invalid_type, value.* invalid_type, value.* invalid_type",
  },
  "only a name": { json: '{name: "a"}', record: "!value.* invalid_type" },
  "no defaults": { json: '{name: "a", note: null}', record: "!value.* invalid_type, value.* invalid_type" },
  "throwing getter": {
    json: "!(root) unreadable",
    record: "!(root) unreadable",
  },
  "function inside": { record: "!value.* invalid_type" },
  "symbol inside": { record: "!value.* invalid_type" },
  "promise inside": { record: "!value.* invalid_type" },
  "symbol key": { json: "{a: 1}", record: "!value.* invalid_key" },
  cycle: { json: "!(root) cycle", record: "!value.* invalid_type, value.* invalid_type" },
  "shared twice": {
    json: "{left: {a: 1}, right: {a: 1}}",
    record: "!value.* invalid_type, value.* invalid_type",
  },
  thenable: { json: '{then: "data", value: 1}', record: "!value.* invalid_type" },
  "function named then": { record: "!value.* invalid_type" },
  "64 levels": { json: "!too_deep", points: "!value[0] invalid_type" },
  "65 levels": { json: "!too_deep", points: "!value[0] invalid_type" },
  "own __proto__": { json: "{a: 1}", record: "{a: 1}" },
  rich: {
    record: "!value.* invalid_type, value.* invalid_type, value.* invalid_type, value.* invalid_type",
  },
  "invalid date": { record: "!value.* invalid_type, value.* invalid_type, value.* invalid_type" },
  "wire forms": {
    json: '{at: "2024-01-01T00:00:00.000Z", amount: "1", bytes: "AA=="}',
    record: "!value.* invalid_type, value.* invalid_type, value.* invalid_type",
  },
};

/** The kinds of error that reading an unreadable value throws. Default: `Error`. */
const thrown: Readonly<Record<string, string>> = { "revoked proxy": "TypeError" };

/** The odd values without the largest, for which the family `limits` has cases. */
const values = Object.entries(oddValues).filter(([name]) => !name.includes("megabytes"));

/** The cases of odd values in the families `outputs` and `values`. */
export const oddValueCases: readonly ConformanceCase[] = values.flatMap(([what, createValue]) => [
  {
    name: `outputs/${printName(what)}-where-it-fits-and-elsewhere`,
    async run({ call }) {
      for (const operation of gives) await call(operation, { what });
    },
    transcript: gives.map((operation) => printOutput(operation, what)).join("\n"),
  },
  {
    name: `values/${printName(what)}-where-it-fits-and-elsewhere`,
    async run({ client, settle }) {
      for (const kind of Object.keys(takes)) {
        const value = createValue();
        await settle(kind, client("catalogue").invoke(echoName(kind, "Body"), { value }));
      }
    },
    transcript: Object.entries(takes)
      .map(([kind, issue]) => printInput(kind as keyof typeof takes, issue, what))
      .join("\n"),
  },
]);

function printOutput(operation: string, what: string): string {
  const received = `conformance.${operation} received {what: "${what}"}`;
  const ends = operation === "giveNothing" ? "undefined" : (outputs[what]?.[operation] ?? "!internal");
  if (!ends.startsWith("!")) return [received, `${operation} settled ${ends}`].join("\n");
  const code = ends.slice(1);
  return [
    received,
    `conformance.${operation} reports a ServiceError, ${code}`,
    `${operation} failed ${code}, processed`,
  ].join("\n");
}

function printInput(kind: keyof typeof takes, issue: string, what: string): string {
  const operation = echoName(kind, "Body");
  const ends = inputs[what]?.[kind] ?? `!value ${issue}`;
  if (!ends.startsWith("!")) {
    return [`catalogue.${operation} received {value: ${ends}}`, `${kind} settled {value: ${ends}}`].join("\n");
  }
  const deep = ends === "!too_deep";
  const issues = (deep ? "(root) too_deep" : ends.slice(1)).split(", ").map((one) => {
    const space = one.lastIndexOf(" ");
    return `{path: "${one.slice(0, space)}", code: "${one.slice(space + 1)}"}`;
  });
  const code = deep ? "resource_exhausted" : "invalid_argument";
  const cause = ends.endsWith("unreadable") ? `, because of ${thrown[what] ?? "Error"}` : "";
  return `${kind} failed ${code}, details {issues: [${issues.join(", ")}]}, not_sent, in catalogue.${operation}${cause}`;
}

/** `own __proto__` → `own-proto`. */
function printName(what: string): string {
  return what.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, ""); // biome-ignore format: one line
}
