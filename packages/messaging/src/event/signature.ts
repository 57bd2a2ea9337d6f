/** Signatures of messages that leave the process: a broker is not trusted with who published what. */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { SigningKey } from "@seamline/core/extend";

/** The end of a signed envelope: the signature is its last attribute. */
const signed = /,"seamlinesignature":"(?<id>[A-Za-z0-9._-]{1,64}):(?<mac>[A-Za-z0-9_-]{43})"\}$/;

/**
 * Signs an envelope with HMAC-SHA-256, as its last attribute; without keys it stays as it is.
 * @param text an envelope as {@link printEnvelope} returns it.
 */
export function signEnvelope(text: string, [key]: readonly SigningKey[]): string {
  if (key === undefined) return text;
  return `${text.slice(0, -1)},"seamlinesignature":"${key.id}:${macOf(text, key)}"}`;
}

/**
 * Checks the signature of an envelope, byte by byte as it came.
 * @returns the reason why it may not be trusted; `undefined` if it may, or without keys.
 */
export function findForgery(text: string, keys: readonly SigningKey[]): string | undefined {
  if (keys.length === 0) return undefined;
  const match = signed.exec(text);
  if (match?.groups === undefined)
    return "expected a message signed with a key of SEAMLINE_KEYS, found one without a signature";
  const { id, mac = "" } = match.groups;
  const key = keys.find((one) => one.id === id);
  if (key === undefined) return `expected a message signed with a key of SEAMLINE_KEYS, found the unknown key ${id}`;
  const right = Buffer.from(macOf(`${text.slice(0, match.index)}}`, key));
  return timingSafeEqual(right, Buffer.from(mac))
    ? undefined
    : "expected the signature of the message, found another: it was changed, or its key is not the one of this name";
}

function macOf(text: string, { secret }: SigningKey): string {
  return createHmac("sha256", secret).update("seamline-event\n").update(text).digest("base64url");
}
