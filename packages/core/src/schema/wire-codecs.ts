/**
 * Codecs for the domain values that JSON lacks. Each is an ordinary `z.codec`; write your own the
 * same way.
 */

import { z } from "zod";
import { fromBase64, toBase64 } from "../platform/bytes.ts";

/**
 * A date and time: an ISO 8601 text in UTC on the wire, a `Date` in code. An invalid `Date` is
 * refused.
 */
export function isoDateTime(): z.ZodCodec<z.ZodISODateTime, z.ZodDate> {
  return z.codec(z.iso.datetime(), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  });
}

/** An integer of any size: decimal text of at most 4,096 digits on the wire, a `bigint` in code. */
export function bigintText(): z.ZodCodec<z.ZodString, z.ZodBigInt> {
  const wire = z
    .string()
    .max(4097) // before BigInt(): parsing is quadratic in the length
    .regex(/^-?(0|[1-9]\d{0,4095})$/);
  return z.codec(wire, z.bigint(), {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  });
}

/**
 * Bytes: base64 text on the wire, a `Uint8Array` in code. For small contents; the whole text is
 * held in memory.
 */
export function base64(): z.ZodCodec<z.ZodBase64, z.ZodCustom<Uint8Array, Uint8Array>> {
  return z.codec(z.base64(), z.instanceof(Uint8Array).meta({ tsType: "Uint8Array" }), {
    decode: (text) => fromBase64(text),
    encode: (bytes) => toBase64(bytes),
  });
}
