/**
 * Codecs for the domain values that JSON lacks. Each is an ordinary `z.codec`; write your own the
 * same way.
 */

import { z } from "zod";
import { fromBase64, toBase64 } from "../platform/bytes.ts";

const instant =
  "an ISO 8601 date and time with seconds and Z or an offset, years 0000 to 9999, as 2026-01-31T12:00:00.000Z";

/**
 * A date and time: an ISO 8601 text on the wire, a `Date` in code. The text has seconds, and `Z` or
 * an offset as `+02:00`; it is written with `Z` and milliseconds. A `Date` is an instant, so an
 * offset that was received is not kept, nor are decimals beyond milliseconds. An invalid `Date` and
 * years before 0000 or after 9999 are refused.
 */
export function isoDateTime(): z.ZodCodec<z.ZodISODateTime, z.ZodDate> {
  const error = `expected ${instant}`;
  return z.codec(z.iso.datetime({ offset: true, error }).meta({ description: describe(instant) }), z.date(), {
    decode(text, context) {
      const date = new Date(text);
      const year = date.getUTCFullYear();
      if (year >= 0 && year <= 9999) return date;
      // an offset led out of the years that can be written
      context.issues.push({ code: "invalid_format", format: "datetime", input: text, message: error });
      return z.NEVER;
    },
    encode: (date) => date.toISOString(),
  });
}

const wholeNumber =
  "decimal digits of an integer, at most 4,096, with a minus sign if it is negative and without leading zeros";

/**
 * An integer of any size: decimal text of at most 4,096 digits on the wire, a `bigint` in code. The
 * text has no plus sign, no leading zeros, no spaces and no exponent.
 */
export function bigintText(): z.ZodCodec<z.ZodString, z.ZodBigInt> {
  const error = `expected ${wholeNumber}`;
  const wire = z
    .string()
    .max(4097, { abort: true, error }) // before BigInt(): parsing is quadratic in the length
    .regex(/^-?(0|[1-9]\d{0,4095})$/, { error })
    .meta({ description: describe(wholeNumber) });
  return z.codec(wire, z.bigint(), {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  });
}

const padded = "base64 with padding: A-Z, a-z, 0-9, + and /, no line breaks, not the URL alphabet";

/**
 * Bytes: base64 text on the wire, a `Uint8Array` in code. The text is padded by `=` to a multiple of
 * four characters and has no line breaks; `-` and `_` of the URL alphabet are refused. For small
 * contents; the whole text is held in memory.
 */
export function base64(): z.ZodCodec<z.ZodBase64, z.ZodCustom<Uint8Array, Uint8Array>> {
  const wire = z.base64({ error: `expected ${padded}` }).meta({ description: describe(padded) });
  const domain = z.instanceof(Uint8Array, { error: "expected a Uint8Array" }).meta({ tsType: "Uint8Array" });
  return z.codec(wire, domain, {
    decode: (text) => fromBase64(text),
    encode: (bytes) => toBase64(bytes),
  });
}

/** A description in a document: the expected text as a sentence. */
function describe(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
