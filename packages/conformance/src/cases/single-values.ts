/** Every kind of single value, in every location of a request. */

import type { ConformanceCase } from "../runner/case.ts";
import { echoName, type Location, locations } from "../service/catalogue-contract.ts";
import { absent, becomes, type Echo, echoCase, refused, same } from "./catalogue-echo.ts";

/** Texts that a location could misread. */
const texts = [
  "a",
  " a ",
  "a/b",
  "%2e%2e",
  "+",
  "a&b=c#d?e",
  "null",
  "[]",
  "\u00e9",
  "\ud83d\ude00",
  "x,y",
  "\u0000\r\n",
];

const digits = 10n ** 4096n;

/** The echoes of each kind, equal in all locations except for {@link textRules}. */
const rows: Readonly<Record<string, readonly Echo[]>> = {
  text: [
    ...texts.map(same),
    refused(1, "invalid_type"),
    refused(null, "invalid_type"),
    refused(undefined, "invalid_type"),
  ],
  shortText: [
    same("ab"),
    same("abcd"),
    refused("a", "too_small"),
    refused("abcde", "too_big"),
    refused("\ud83d\ude00", "too_small"),
  ],
  trimmed: [becomes("  a b\t", "a b"), becomes("\u00a0\ufeffa", "a"), same("a")],
  lowered: [becomes("ABC", "abc"), becomes("\u00c9\u0130", "\u00e9i\u0307"), same("a")],
  pattern: [
    same("a-1"),
    refused("a-", "invalid_format"),
    refused("A-1", "invalid_format"),
    refused("a-1\n", "invalid_format"),
  ],
  uuid: [same("018f2b1c-7a3d-7c4e-9b5f-0123456789ab"), refused("018f2b1c", "invalid_format")],
  number: [
    ...[0, 1, -1, 0.1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, -123456789.125, Number.EPSILON, 2 ** 53 + 2].map(same),
    becomes(-0, 0),
    refused(Number.NaN, "invalid_type"),
    refused(Number.NEGATIVE_INFINITY, "invalid_type"),
    refused("1", "invalid_type"),
    refused(1n, "invalid_type"),
  ],
  whole: [
    ...[0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER].map(same),
    becomes(-0, 0),
    refused(1.5, "invalid_type"),
    refused(Number.MAX_SAFE_INTEGER + 1, "too_big"),
    refused(Number.MIN_SAFE_INTEGER - 1, "too_small"),
  ],
  ranged: [same(0), same(9.5), refused(-0.5, "too_small"), refused(10, "too_big"), refused(0.25, "not_multiple_of")],
  flag: [
    same(true),
    same(false),
    refused("true", "invalid_type"),
    refused(0, "invalid_type"),
    refused(null, "invalid_type"),
  ],
  size: [same("small"), same("large"), refused("Small", "invalid_value"), refused("", "invalid_value")],
  level: [same(1), same(3), refused(4, "invalid_value"), refused("1", "invalid_value")],
  only: [same("only"), refused("other", "invalid_value"), refused(undefined, "invalid_value")],
  numberOrFlag: [same(1), same(true), same(-1e300), refused("true", "invalid_union"), refused("1", "invalid_union")],
  date: [
    same(new Date("1969-12-31T23:59:59.999Z")),
    same(new Date("0000-01-01T00:00:00.000Z")),
    same(new Date("9999-12-31T23:59:59.999Z")),
    same(new Date("2024-02-29T00:00:00.001Z")),
    refused(new Date(8.64e15), "invalid_format"),
    refused(new Date("-000001-12-31T23:59:59.999Z"), "invalid_format"),
    refused(new Date(Number.NaN), "invalid_type"),
    refused("2024-01-01T00:00:00.000Z", "invalid_type"),
  ],
  bigint: [
    same(0n),
    same(-1n),
    same(2n ** 64n),
    same(digits / 10n),
    same(-(digits / 10n)),
    refused(1, "invalid_type"),
    refused("1", "invalid_type"),
  ],
  bytes: [
    ...[[0], [0, 255], [1, 2, 3], [251, 239, 190, 255]].map((bytes) => same(new Uint8Array(bytes))),
    becomes(new Uint8Array([9, 1, 9]).subarray(1, 2), new Uint8Array([1])),
    becomes(Buffer.from("abc"), new Uint8Array([97, 98, 99])),
    refused([1, 2], "custom"),
    refused("AQI=", "custom"),
    refused(new Uint16Array([1]), "custom"),
  ],
};

/** Echoes that differ between locations. */
const textRules: Readonly<Record<string, Readonly<Record<Location, readonly Echo[]>>>> = {
  text: {
    Path: [
      ...["", ".", ".."].map((text) => refused(text, "invalid_path_segment")),
      refused("\ud800", "lone_surrogate"),
    ],
    Query: [...["", ".", ".."].map(same), refused("\ud800", "lone_surrogate")],
    Header: [...["", ".", ".."].map(same), refused("a\udc00", "lone_surrogate")],
    Body: ["", ".", "..", "\ud800", "\udc00\ud800"].map(same),
  },
  trimmed: {
    Path: [refused("  ", "invalid_path_segment"), refused(" .. ", "invalid_path_segment")],
    Query: [becomes("  ", "")],
    Header: [becomes("  ", "")],
    Body: [becomes("\n \t", "")],
  },
  bytes: {
    Path: [refused(new Uint8Array(), "invalid_path_segment")],
    Query: [same(new Uint8Array())],
    Header: [same(new Uint8Array())],
    Body: [same(new Uint8Array()), same(new Uint8Array(100_000))],
  },
  bigint: {
    Path: [],
    Query: [],
    Header: [],
    Body: [refused(digits, "invalid_format"), refused(-digits, "too_big")],
  },
};

const severalRows: Readonly<Record<string, readonly Echo[]>> = {
  optionalText: [absent(), { input: {}, arrives: {} }, same(""), same("undefined"), refused(null, "invalid_type")],
  optionalWhole: [absent(), same(0), becomes(-0, 0), refused("", "invalid_type")],
  defaultedText: [becomes(undefined, "standard"), same(""), { input: {}, arrives: { value: "standard" } }],
  defaultedNumber: [becomes(undefined, 7), same(0), refused(null, "invalid_type")],
  defaultedFlag: [becomes(undefined, true), same(false), same(true)],
  texts: [
    ...[[], [""], ["", ""], ["a"], ["b", "a", "b"], ["a,b", "[]", " ", "%"], ["\u00e9", "\ud83d\ude00"]].map(same),
    refused(["a", 1], "value[1] invalid_type"),
    refused("a", "invalid_type"),
    refused([undefined], "value[0] invalid_type"),
  ],
  numbers: [
    same([]),
    same([0]),
    same([1e21, -0.5, 5e-324]),
    becomes([-0], [0]),
    refused([Number.NaN], "value[0] invalid_type"),
  ],
  flags: [same([]), same([false]), same([true, false, true]), refused(["true"], "value[0] invalid_type")],
  dates: [same([]), same([new Date(0)]), same([new Date(1), new Date(0)]), refused([0], "value[0] invalid_type")],
  fewTexts: [same(["a"]), same(["a", "b", "c"]), refused([], "too_small"), refused(["a", "b", "c", "d"], "too_big")],
  defaultedTexts: [becomes(undefined, ["a", "b"]), same([]), same(["c"])],
};

/** The cases of single values and lists in the family `locations`. */
export const singleValueCases: readonly ConformanceCase[] = [
  ...Object.entries(rows).flatMap(([kind, echoes]) =>
    locations.map((location) =>
      echoCase(`locations/${printKind(kind)}-in-a-${location.toLowerCase()}`, echoName(kind, location), [
        ...echoes,
        ...(textRules[kind]?.[location] ?? []),
      ]),
    ),
  ),
  ...Object.entries(severalRows).flatMap(([kind, echoes]) =>
    (["Query", "Header", "Body"] as const).map((location) =>
      echoCase(`locations/${printKind(kind)}-in-a-${location.toLowerCase()}`, echoName(kind, location), echoes),
    ),
  ),
];

/** `shortText` → `short-text`. */
function printKind(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
