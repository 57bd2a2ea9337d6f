import { describe, expect, it } from "vitest";
import { covers, matchesPattern, parseOriginPattern } from "../../src/dispatcher/origin-pattern.ts";

const matching = (pattern: string, origins: readonly string[]): readonly string[] =>
  origins.filter((origin) => matchesPattern(parseOriginPattern(pattern), new URL(origin)));

const origins = [
  "http://courier.local",
  "https://courier.local",
  "http://courier.local:8080",
  "http://a.courier.local",
  "http://a.b.courier.local",
  "http://evilcourier.local",
  "http://courier.local.evil.example",
];

describe("matchesPattern", () => {
  it.each([
    ["http://courier.local", ["http://courier.local"]],
    ["http://courier.local:80/", ["http://courier.local"]],
    ["HTTP://Courier.LOCAL", ["http://courier.local"]],
    ["https://courier.local", ["https://courier.local"]],
    ["courier.local", ["http://courier.local", "https://courier.local", "http://courier.local:8080"]],
    ["courier.local:8080", ["http://courier.local:8080"]],
    ["courier.local:443", ["https://courier.local"]],
    ["*.courier.local", ["http://a.courier.local", "http://a.b.courier.local"]],
    ["http://*.courier.local:80", ["http://a.courier.local", "http://a.b.courier.local"]],
    ["*", origins],
    ["https://*", ["https://courier.local"]],
    ["*:8080", ["http://courier.local:8080"]],
  ])("%s", (pattern, expected) => {
    expect(matching(pattern, origins)).toEqual(expected);
  });

  it("knows addresses and names in other scripts", () => {
    expect(matching("[::1]:3000", ["http://[::1]:3000", "http://[::1]"])).toEqual(["http://[::1]:3000"]);
    expect(matching("http://127.0.0.1:3000", ["http://127.1:3000"])).toEqual(["http://127.1:3000"]);
    expect(matching("bücher.local", ["http://bücher.local"])).toEqual(["http://bücher.local"]);
  });
});

describe("parseOriginPattern", () => {
  it.each([
    "",
    "http://",
    "http://a/b",
    "http://a?b",
    "http://user@a",
    "ftp://a",
    "a*.local",
    "*.*",
    "a:b",
    "a b",
    "http:a",
  ])("refuses %j", (text) => {
    expect(() => parseOriginPattern(text)).toThrow('expected an origin such as "http://courier.local"');
  });
});

describe("covers", () => {
  it.each([
    ["*", "http://a.local", true],
    ["*.local", "a.local", true],
    ["*.local", "*.a.local", true],
    ["http://a.local", "a.local", false],
    ["a.local", "http://a.local:8080", true],
    ["a.local:80", "http://a.local", true],
    ["a.local", "*.a.local", false],
    ["*.a.local", "*.local", false],
    ["*.local", "*", false],
  ])("%s before %s: %s", (earlier, later, expected) => {
    expect(covers(parseOriginPattern(earlier), parseOriginPattern(later))).toBe(expected);
  });
});
