/** Every kind of schema with nested values: objects, lists, records, tuples, unions, recursion. */

import type { ConformanceCase } from "../runner/case.ts";
import { echoName } from "../service/catalogue-contract.ts";
import { nested } from "../service/odd-values.ts";
import { absent, becomes, type Echo, echoCase, refused, same } from "./catalogue-echo.ts";

const day = new Date("2024-02-29T12:00:00.000Z");

const withHole: unknown[] = [{ x: 1, y: 2 }];
withHole[2] = { x: 1, y: 2 };

/** Parses JSON text, which may contain keys that an object literal cannot. */
const parsed = (text: string): unknown => JSON.parse(text);

/** The echoes of each rule, by `kind/rule`. */
const rules: Readonly<Record<string, readonly Echo[]>> = {
  "json/scalars": [null, true, false, 0, -1.5, "", "a"].map(same),
  "json/empty-and-nested": [[], {}, [[]], [{}], { a: [] }, { a: { b: { c: null } } }].map(same),
  "json/odd-keys": [
    same({ "": 1, " ": 2, "a.b": 3, "[0]": 4, "\u00e9\u0301": 5 }),
    same({ constructor: 1, prototype: 2, toString: 3, hasOwnProperty: 4, toJSON: 5, valueOf: 6 }),
    becomes(parsed('{"b":1,"__proto__":{"polluted":1},"a":2}'), { b: 1, a: 2 }),
  ],
  "json/keys-like-numbers-come-first": [same({ b: 1, 10: 2, 9: 3, a: 4, "-1": 5, "01": 6, "1.5": 7, 4294967295: 8 })],
  "json/undefined-inside": [becomes({ a: undefined, b: 1 }, { b: 1 }), refused([undefined], "invalid_union")],
  "json/objects-that-are-no-data": [new Date(0), new Map(), /a/, new Uint8Array(1), new (class Own {})()].map((value) =>
    refused(value, "invalid_union"),
  ),
  "json/null-prototypes": [becomes(Object.assign(Object.create(null), { a: 1 }), { a: 1 })],
  "json/deep-but-allowed": [same(nested(63))],
  "nullable-text": [same(null), same(""), same("null"), refused(undefined, "invalid_type"), refused(0, "invalid_type")],
  "nullish-text": [same(null), absent(), same("a"), refused(false, "invalid_type")],
  "nullable-default": [becomes(undefined, null), same(null), same(0), refused("", "invalid_type")],
  "optional-default": [becomes(undefined, "inner"), same("given")],
  "default-object/as-a-whole": [
    becomes(undefined, { a: 2, b: [3] }),
    { input: {}, arrives: { value: { a: 2, b: [3] } } },
  ],
  "default-object/in-parts": [
    becomes({ b: [] }, { a: 1, b: [] }),
    refused({}, "value.b invalid_type"),
    refused(null, "invalid_type"),
  ],
  "default-outside/its-schema-is-refused": [refused(undefined, "too_big"), same("abc")],
  "default-no-number/is-refused": [refused(undefined, "invalid_type"), same(null), same(1)],
  "strict-codecs/refuse-other-keys": [
    becomes({ at: day }, { at: day, n: 1 }),
    refused({ at: day, more: 1 }, "unrecognized_keys"),
  ],
  "loose-codecs/keep-other-keys": [
    becomes({ at: day, z: "z", a: "a" }, { at: day, n: 1, z: "z", a: "a" }),
    refused({ at: day, more: 1 }, "value.* invalid_type"),
  ],
  "exact-optional/undefined-is-dropped": [
    becomes({ n: undefined, text: undefined }, {}),
    same({ n: 1, text: null }),
    refused({ n: null }, "value.n invalid_type"),
  ],
  "exact-codecs/undefined-is-dropped": [
    becomes({ at: undefined }, { n: 1 }),
    same({ at: day, n: 2 }),
    refused({ at: null }, "value.at invalid_type"),
  ],
  "default-untidy/is-read-like-any-value": [becomes(undefined, "untidy"), becomes(" a ", "a")],
  "default-disordered/is-read-like-any-value": [becomes(undefined, { x: 1, y: 2 })],
  "non-optional": [same(""), refused(undefined, "invalid_type"), refused(null, "invalid_type")],
  "point/keys-come-in-the-order-of-the-schema": [becomes({ y: 2, x: 1 }, { x: 1, y: 2 })],
  "point/other-keys-go": [becomes({ x: 1, y: 2, z: 3, __proto: 4 }, { x: 1, y: 2 })],
  "point/class-instances": [becomes(new (class Spot { x = 1; y = 2; z = 3; })(), { x: 1, y: 2 })], // biome-ignore format: one line
  "point/inherited-keys-are-read": [becomes(Object.create({ x: 1, y: 2 }), { x: 1, y: 2 })],
  "point/every-issue-is-named": [
    refused({ x: "1" }, "value.x invalid_type, value.y invalid_type"),
    refused([1, 2], "invalid_type"),
    refused(null, "invalid_type"),
  ],
  "points/issues-name-their-position": [
    same([]),
    refused([{ x: 1, y: 2 }, { x: 1 }, null], "value[1].y invalid_type, value[2] invalid_type"),
  ],
  "points/holes": [refused(withHole, "value[1] invalid_type")],
  "points/things-like-arrays": [
    refused({ length: 0 }, "invalid_type"),
    refused(new Set(), "invalid_type"),
    refused("ab", "invalid_type"),
  ],
  "grid/of-lists": [same([]), same([[], [1], [1, 2]]), refused([[1], ["2"]], "value[1][0] invalid_type")],
  "strict/refuses-other-keys": [
    same({ a: 1 }),
    refused({ a: 1, b: 2 }, "unrecognized_keys"),
    refused({ a: 1, b: undefined }, "unrecognized_keys"),
  ],
  "loose/keeps-other-keys": [
    same({ a: 1, z: "z", "": "empty", constructor: "c" }),
    same({ a: 1, 9: "nine", b: "b" }),
    refused({ a: 1, b: 2 }, "value.* invalid_type"),
    becomes(parsed('{"a":1,"__proto__":"p"}'), { a: 1 }),
  ],
  "partial/any-part": [same({}), same({ x: 1 }), same({ y: 0 }), becomes({ x: undefined, y: 1 }, { y: 1 })],
  "empty/takes-any-object": [
    same({}),
    becomes({ a: 1 }, {}),
    refused(null, "invalid_type"),
    refused([], "invalid_type"),
  ],
  "odd-keys/are-data": [
    // biome-ignore lint/suspicious/noThenProperty: a key like any other
    same({ 2: 1, 10: 2, constructor: 3, toString: "t", "": 4, "a b": 5, "\u00e9": 6, then: 7 }),
    same({ 2: 1, constructor: 3, toString: "t" }),
    refused({ 2: 1, toString: "t" }, "value.constructor invalid_type"),
  ],
  "record/any-keys": [
    same({}),
    same({ b: 1, a: 2, "": 3, " ": 4, "\u00e9\n": 5, "\ud83d\ude00": 6 }),
    same({ b: 1, 10: 2, 9: 3 }),
    same({ constructor: 1, toString: 2, hasOwnProperty: 3 }),
    becomes(parsed('{"a":1,"__proto__":2}'), { a: 1 }),
  ],
  "record/issues-do-not-reveal-the-key": [
    refused({ a: 1, b: "2" }, "value.* invalid_type"),
    refused([1], "invalid_type"),
    refused(null, "invalid_type"),
  ],
  "record/undefined-values": [refused({ a: undefined }, "value.* invalid_type")],
  "record/lone-surrogates-in-keys": [same({ "\ud800": 1, "a\udfff": 2 })],
  "keyed-record/needs-every-key": [same({ north: 1, south: 2 }), refused({ north: 1 }, "value.south invalid_type")],
  "keyed-record/refuses-other-keys": [refused({ north: 1, south: 2, east: 3 }, "unrecognized_keys")],
  "partial-record/some-keys": [same({}), same({ south: 1 }), refused({ east: 1 }, "unrecognized_keys")],
  "pattern-record/checks-keys": [same({ a: 1, z: 2 }), refused({ a: 1, B: 2 }, "value.* invalid_key")],
  "record-of-dates/codecs-in-values": [same({ b: day, a: new Date(0) }), refused({ a: 0 }, "value.* invalid_type")],
  "pair/has-its-length": [
    same(["a", 1]),
    refused(["a"], "too_small"),
    refused(["a", 1, true], "too_big"),
    refused([], "too_small"),
    refused([1, "a"], "value[0] invalid_type, value[1] invalid_type"),
  ],
  "pair-and-more/has-a-rest": [
    same(["a", 1]),
    same(["a", 1, true, false]),
    refused(["a", 1, 2], "value[2] invalid_type"),
  ],
  "tuple-of-codecs": [
    same([day, 10n ** 30n, new Uint8Array([1, 2])]),
    refused([0, 1, "AA=="], "value[0] invalid_type, value[1] invalid_type, value[2] custom"),
  ],
  "either/keeps-its-branch": [same("1"), same(1), same(null), becomes({ x: 1, y: 2, z: 3 }, { x: 1, y: 2 })],
  "either/fits-no-branch": [true, 1.5, { x: 1 }, [], undefined].map((value) => refused(value, "invalid_union")),
  "either-shape/keeps-the-fields-of-each-branch": [
    same({ a: 1, b: 2 }),
    same({ a: 1 }),
    becomes({ a: 1, c: 2 }, { a: 1 }),
  ],
  "either-list/keeps-the-fields-of-each-branch": [
    same([
      { a: 1, b: day },
      { a: 2, b: new Date(0) },
    ]),
    same([{ a: 1 }]),
    same([]),
  ],
  "either-codec/gives-back-what-was-sent": [
    same(day),
    same(10n),
    same(10),
    same("never"),
    refused("x", "invalid_union"),
  ],
  "frozen-default/is-like-a-value-that-was-sent": [becomes({}, { list: [1] }), same({ list: [2] })],
  "optional-wire/arrives-as-it-was-sent": [same({ a: null }), same({ a: "x" })],
  "shape/by-its-kind": [
    becomes({ radius: 1, kind: "circle", side: 2 }, { kind: "circle", radius: 1 }),
    becomes({ kind: "square" }, { kind: "square", side: 1 }),
    same({ kind: "cube", side: 2 }),
    same({ kind: null, at: day }),
  ],
  "shape/of-no-kind": [
    refused({ kind: "other" }, "invalid_union"),
    refused({}, "invalid_union"),
    refused({ kind: "circle", radius: "1" }, "value.radius invalid_type"),
    refused("circle", "invalid_type"),
  ],
  "both/has-the-keys-of-both": [
    same({ a: 1, b: "b" }),
    becomes({ a: 1, c: 2 }, { a: 1 }),
    becomes({ a: 1, b: undefined }, { a: 1 }),
    refused({ b: 1 }, "value.a invalid_type, value.b invalid_type"),
  ],
  "frozen/from-frozen-values": [
    same({ tags: ["a"] }),
    becomes(Object.freeze({ tags: Object.freeze(["a"]), more: 1 }), { tags: ["a"] }),
    refused({ tags: [1] }, "value.tags[0] invalid_type"),
  ],
  "refined/path-of-a-refinement": [same({ x: 1, y: 2 }), refused({ x: 2, y: 1 }, "value.y custom")],
  "refined/runs-after-the-kinds": [refused({ x: 2, y: "1" }, "value.y invalid_type")],
  "refined-twice/every-refinement-reports": [
    same([]),
    same([1, 2]),
    refused([1], "custom"),
    refused([1, 1], "custom"),
    refused([1, 1, 1], "custom, value custom"),
  ],
  "tidied/once": [
    becomes({ name: "  ADA ", tags: [" a", "b\n"] }, { name: "ada", tags: ["a", "b"] }),
    refused({ name: "   ", tags: [] }, "value.name too_small"),
  ],
  "employee/recursion": [
    becomes({ name: "a" }, { name: "a", reports: [] }),
    becomes(
      { name: "a", since: day, manager: { name: "b" }, reports: [{ name: "c", reports: [{ name: "d", since: day }] }] },
      {
        name: "a",
        since: day,
        manager: { name: "b", reports: [] },
        reports: [{ name: "c", reports: [{ name: "d", since: new Date(day), reports: [] }] }],
      },
    ),
  ],
  "employee/issues-deep-inside": [
    refused(
      { name: "a", reports: [{ name: "b", manager: { name: 1 } }] },
      "value.reports[0].manager.name invalid_type",
    ),
    refused({ name: "a", reports: [{ name: "b", since: "2024" }] }, "value.reports[0].since invalid_type"),
  ],
  "optional-codecs/absent-null-and-default": [
    becomes({ n: null }, { n: null, b: new Uint8Array([1]) }),
    same({ at: day, n: -5n, b: new Uint8Array() }),
    refused({ at: null, n: undefined }, "value.at invalid_type, value.n invalid_type"),
  ],
  branded: [same("a"), refused(1, "invalid_type")],
  template: [same("v1"), same("v-12"), refused("v", "invalid_format"), refused("v1.5", "invalid_format")],
};

/** The `structures` family. */
export const structureCases: readonly ConformanceCase[] = Object.entries(rules).map(([rule, echoes]) => {
  const kind = rule.replace(/\/.*/, "").replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return echoCase(`structures/${rule.replace("/", "-")}`, echoName(kind, "Body"), echoes);
});
