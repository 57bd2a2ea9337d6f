/** Arbitraries of text formats from whose pattern texts cannot be drawn, or only poor ones. */

import type { CheckDefinition } from "@seamline/core/internal";
import fc from "fast-check";
import type { z } from "zod";
import { usualDates } from "./number-arbitraries.ts";

/** A check of a text's format. */
export type FormatDefinition = Extract<CheckDefinition, { check: "string_format" }>;

/** Texts of a format; `undefined` for a format that its pattern describes completely. */
export function formatArbitrary(check: FormatDefinition): fc.Arbitrary<string> | undefined {
  switch (check.format) {
    case "email":
      return fc.tuple(word, host).map((parts) => parts.join("@"));
    case "url":
      return urlArbitrary(check);
    case "hostname":
      return host;
    case "emoji":
      return fc.array(fc.constantFrom(...emoji), { minLength: 1, maxLength: 3 }).map((all) => all.join(""));
    case "uuid":
      return check.version === undefined ? fc.uuid({ version: 4 }) : fc.uuid({ version: uuidVersions[check.version] });
    case "guid":
      return fc.uuid();
    case "ipv4":
      return fc.ipV4();
    case "ipv6":
      return fc.ipV6();
    case "cidrv6":
      return fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map((parts) => parts.join("/"));
    case "base64":
      return byteList.map(toBase64);
    case "base64url":
      return byteList.map(toBase64Url);
    case "iban":
      return fc.stringMatching(/^\d{18}$/).map((account) => `DE${ibanCheck(account)}${account}`);
    case "jwt":
      return fc
        .tuple(word, byteList)
        .map(([subject, signature]) => printToken(check.alg ?? "HS256", subject, signature));
    case "date":
      return usualDates.map((date) => date.toISOString().slice(0, 10));
    case "datetime":
      return usualDates.map((date) => `${cut(date, check.precision)}Z`);
    case "time":
      return usualDates.map((date) => cut(date, check.precision).slice(11));
    case "duration":
      return durationArbitrary();
    default:
      return undefined;
  }
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/);
const host = fc
  .tuple(word, fc.constantFrom("example.com", "example.org", "test.example.net"))
  .map((parts) => parts.join("."));
const byteList = fc.uint8Array({ maxLength: 24 });
const emoji = ["😀", "🎉", "🍕", "🚲", "🌍"] as const;
const uuidVersions = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5, v6: 6, v7: 7, v8: 8 } as const;

function urlArbitrary({ protocol, hostname }: z.core.$ZodURLDef): fc.Arbitrary<string> {
  return fc
    .tuple(
      protocol !== undefined && !protocol.test("https") ? fc.stringMatching(protocol) : fc.constant("https"),
      hostname !== undefined && !hostname.test("shop.example.com") ? fc.stringMatching(hostname) : host,
      fc.array(word, { maxLength: 2 }),
    )
    .map(([scheme, name, path]) => `${scheme}://${name}/${path.join("/")}`);
}

function durationArbitrary(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([days, hours, minutes]) => `P${days}DT${hours}H${minutes}M`);
}

function printToken(algorithm: string, subject: string, signature: Uint8Array): string {
  const parts = [{ typ: "JWT", alg: algorithm }, { sub: subject }].map((part) =>
    new TextEncoder().encode(JSON.stringify(part)),
  );
  return [...parts, signature].map(toBase64Url).join(".");
}

/**
 * Prints a date and time without its zone. `precision` is the number of decimals of a second; −1
 * leaves seconds out.
 */
function cut(date: Date, precision: number | null | undefined): string {
  const text = date.toISOString().slice(0, -1);
  if (precision === undefined || precision === null) return text;
  if (precision < 0) return text.slice(0, 16);
  return precision === 0 ? text.slice(0, 19) : text.padEnd(20 + precision, "0").slice(0, 20 + precision);
}

/**
 * The check digits of a German account, by which the whole number is 1 modulo 97; `131400` stands
 * for `DE00` (ISO 13616).
 */
function ibanCheck(account: string): string {
  return String(98n - (BigInt(`${account}131400`) % 97n)).padStart(2, "0");
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
