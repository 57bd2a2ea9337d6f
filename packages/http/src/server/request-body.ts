/** Reads the body of a request, within limits. */

import { hasProtoKey, isJsonType, jsonType } from "@seamline/core/wire";
import type { Arrival, ArrivedRequest } from "./arrival.ts";
import { Refusal } from "./refusal.ts";

/**
 * The largest part of an unused body that is read and dropped, in bytes; beyond it the connection
 * is cut.
 */
export const maxDiscardedBytes: number = 8 * 1024 * 1024;

/** An empty body. */
export const noBytes: Uint8Array = new Uint8Array(0);

/** Tests whether the headers announce a body. */
export function hasBody(req: ArrivedRequest): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = req.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}

/**
 * Checks the headers of a body before a byte of it is read.
 * @param expected the content type.
 * @throws {Refusal} 415 for another type, 400 for a content encoding, 413 for an announced size
 * beyond the limit.
 */
export function assertReadable(req: ArrivedRequest, maxBytes: number, expected: string = jsonType): void {
  const { "content-type": type, "content-length": length, "content-encoding": encoding } = req.headers;
  if (encoding !== undefined) assertIdentity(encoding);
  if (expected === jsonType ? !isJsonType(type) : type !== expected) {
    throw new Refusal("invalid_argument", `Expected the content type ${expected}`, { status: 415 });
  }
  if (length !== undefined && Number(length) > maxBytes) throw tooLarge(maxBytes);
}

/**
 * Refuses a content encoding other than `identity`.
 * @throws {Refusal} 400.
 */
export function assertIdentity(encoding: string): void {
  if (encoding.toLowerCase() === "identity") return;
  throw new Refusal("invalid_argument", "Expected a body without content encoding");
}

/**
 * Reads a body, and calls `receive` or `refuse`. If the client disconnects, neither is called: the
 * response emits `close`.
 * @param refuse receives the {@link Refusal} of a body beyond the limit.
 */
export function readBody(
  arrival: Arrival,
  maxBytes: number,
  receive: (body: Uint8Array) => void,
  refuse: (reason: Refusal) => void,
): void {
  const { req } = arrival;
  if (!hasBody(req)) {
    receive(noBytes);
    return;
  }
  if (req.headers.expect !== undefined) arrival.sendContinue();
  const announced = Number(req.headers["content-length"]);
  // Its last byte is its end then, one turn before Node's event.
  const counts = announced > 0 && req.takeBody !== undefined;
  let size = 0;
  const chunks: Buffer[] = [];
  const end = (): void => receive(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
  const take = (chunk: Buffer): void => {
    const fitted = size <= maxBytes;
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
      if (counts && size === announced) end();
    } else {
      chunks.length = 0;
      if (fitted) refuse(tooLarge(maxBytes));
    }
  };
  if (counts) {
    req.takeBody?.(take);
    return;
  }
  req.on("data", take);
  req.on("end", () => {
    if (size > maxBytes) return;
    if (size < announced) refuse(takenBody());
    else end();
  });
}

/**
 * Parses the body of an operation's input. A missing body is an empty object, which the schema
 * checks.
 * @param text `undefined` if the bytes are not UTF-8.
 * @throws {Refusal} 400 for anything but one JSON object in UTF-8, and for a `__proto__` key
 * anywhere.
 */
export function parseBody(text: string | undefined): Record<string, unknown> {
  if (text === undefined) throw new Refusal("invalid_argument", "Expected a body in UTF-8");
  if (text.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal("invalid_argument", "Expected a JSON body, found text that is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new Refusal("invalid_argument", "Expected a JSON object as the body");
  }
  if (hasProtoKey(text, parsed)) throw new Refusal("invalid_argument", "Expected no __proto__ key in the body");
  return parsed as Record<string, unknown>;
}

/**
 * Refuses a text of more than `maxBytes` in UTF-8.
 * @throws {Refusal} 413.
 */
export function assertTextSize(text: string, maxBytes: number): void {
  // A UTF-16 code unit takes at most three bytes.
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes) throw tooLarge(maxBytes);
}

/**
 * Drops the rest of an unused body, so that the client reads the response and the connection can be
 * used again. A client that sends more than 8 MiB, or waits for `100 Continue`, is disconnected.
 */
export function discardBody(arrival: Arrival): void {
  const { req } = arrival;
  if (req.complete || !hasBody(req)) return;
  if (req.headers.expect !== undefined) arrival.closeConnection();
  let left = maxDiscardedBytes;
  req.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.destroy();
  });
  req.on("error", () => undefined);
}

/** The refusal of a request in an app whose body other code has read before: it would not arrive again. */
export function takenBody(): Refusal {
  const message = "Expected an unread body, found one that other code of the app has read";
  return new Refusal("internal", `${message}; serve the contracts before it, or keep the bytes as req.rawBody`);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal("resource_exhausted", `Expected a body of at most ${maxBytes} bytes`, { status: 413 });
}
