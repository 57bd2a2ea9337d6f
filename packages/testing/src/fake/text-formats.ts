/** Texts of the formats that a pattern cannot be drawn from, or not well. */

import fc from "fast-check";
import type { Check } from "./checks.ts";
import { dateArbitrary } from "./number-arbitraries.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/);
const host = fc
  .tuple(word, fc.constantFrom("example.com", "example.org", "test.example.net"))
  .map((parts) => parts.join("."));
const byteList = fc.uint8Array({ maxLength: 24 });

/** By format; each is given the check that names it. */
const formats: Readonly<Record<string, (check: Check) => fc.Arbitrary<string>>> = {
  email: () => fc.tuple(word, host).map((parts) => parts.join("@")),
  url: ({ protocol, hostname }) =>
    fc
      .tuple(
        protocol instanceof RegExp && !protocol.test("https") ? fc.stringMatching(protocol) : fc.constant("https"),
        hostname instanceof RegExp && !hostname.test("shop.example.com") ? fc.stringMatching(hostname) : host,
        fc.array(word, { maxLength: 2 }),
      )
      .map(([scheme, name, path]) => `${scheme}://${name}/${path.join("/")}`),
  hostname: () => host,
  emoji: () =>
    fc.array(fc.constantFrom("😀", "🎉", "🍕", "🚲", "🌍"), { minLength: 1, maxLength: 3 }).map((all) => all.join("")),
  uuid: ({ version }) => {
    const number = Number(String(version ?? "v4").slice(1)) as 4;
    return fc.uuid({ version: number });
  },
  guid: () => fc.uuid(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  cidrv6: () => fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map((parts) => parts.join("/")),
  base64: () => byteList.map(toBase64),
  base64url: () => byteList.map(toBase64Url),
  iban: () => fc.stringMatching(/^\d{18}$/).map((account) => `DE${ibanCheck(account)}${account}`),
  jwt: ({ alg }) =>
    fc.tuple(word, byteList).map(([subject, signature]) => {
      const parts = [{ typ: "JWT", alg: alg ?? "HS256" }, { sub: subject }].map((part) =>
        new TextEncoder().encode(JSON.stringify(part)),
      );
      return [...parts, signature].map(toBase64Url).join(".");
    }),
  date: () => dateArbitrary([]).map((date) => date.toISOString().slice(0, 10)),
  datetime: ({ precision }) => dateArbitrary([]).map((date) => `${cut(date, precision)}Z`),
  time: ({ precision }) => dateArbitrary([]).map((date) => cut(date, precision).slice(11)),
  duration: () =>
    fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([days, hours, minutes]) => `P${days}DT${hours}H${minutes}M`),
};

/** The texts of a format; `undefined` for one that its pattern says all of. */
export function formatArbitrary(check: Check): fc.Arbitrary<string> | undefined {
  return check.format !== undefined && Object.hasOwn(formats, check.format)
    ? formats[check.format]?.(check)
    : undefined;
}

/** A date and time without its zone. `precision` counts the digits of a second; −1 leaves seconds out. */
function cut(date: Date, precision: unknown): string {
  const text = date.toISOString().slice(0, -1);
  if (typeof precision !== "number") return text;
  if (precision < 0) return text.slice(0, 16);
  return precision === 0 ? text.slice(0, 19) : text.padEnd(20 + precision, "0").slice(0, 20 + precision);
}

/** The check digits of a German account: those that make the rest modulo 97 of the whole 1. `131400` is `DE00`. */
function ibanCheck(account: string): string {
  return String(98n - (BigInt(`${account}131400`) % 97n)).padStart(2, "0");
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
