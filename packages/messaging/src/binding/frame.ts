/**
 * Frames: the messages of a call over a broker, the same on every broker. A frame is two lines of
 * text and a body of bytes. Headers of the broker itself are not used: they trim values, fold the
 * case of names or have limits of their own.
 *
 *     seamline/1 v1;kid=k2;t=1767225600;n=<nonce>;caller=customer;s=<base64url>
 *     {"kind":"call","number":7,"from":"_INBOX.x7","operation":"courier.createDelivery",…}
 *     {"orderId":3}
 */

import { decodeUtf8 } from "@seamline/core/wire";

/** The head of a frame. Numbers of calls are unique for the caller's connection. */
export type Head =
  /** A call, from its caller to one of the processes of a service. */
  | CallHead
  /** The callee has the call; `from` is the destination of the call's further frames. */
  | { readonly kind: "begun"; readonly number: number; readonly from: string }
  /** The response, or its beginning. */
  | ResponseHead
  /** Bytes of a body that is not in one frame, from the offset `at` on. */
  | { readonly kind: "part"; readonly number: number; readonly from: string; readonly at: number }
  /** The end of a streamed body; `cut` if it is not complete. */
  | {
      readonly kind: "end";
      readonly number: number;
      readonly from: string;
      readonly at: number;
      readonly cut?: boolean;
    }
  /** The receiver of a streamed body has room for more bytes. */
  | { readonly kind: "credit"; readonly number: number; readonly from: string; readonly bytes: number }
  /** The caller has left the call. */
  | { readonly kind: "cancel"; readonly number: number; readonly from: string }
  /** Asks which of these calls the other end knows. */
  | { readonly kind: "ping"; readonly from: string; readonly numbers: readonly number[] }
  /** The calls among them that the other end does not know. */
  | { readonly kind: "gone"; readonly from: string; readonly numbers: readonly number[] };

/** The head of a call: what HTTP has in its headers. */
export interface CallHead {
  readonly kind: "call";
  readonly number: number;
  /** The address of the caller's connection. */
  readonly from: string;
  readonly callId: string;
  /** `service.operation`. */
  readonly operation: string;
  /** Milliseconds left when the frame was written, rounded up. */
  readonly timeoutMs: number;
  readonly trace?: string | undefined;
  readonly traceState?: string | undefined;
  readonly baggage?: string | undefined;
  /** The first 16 hex digits of the hash of the caller's contract. */
  readonly contract?: string | undefined;
  /** See `encodeContext` of core. */
  readonly context?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /**
   * The bytes of a body that follows in parts, as it is too large for a frame; `stream` for a client
   * stream. Absent if the frame has the body.
   */
  readonly follows?: number | "stream" | undefined;
}

/** The head of a response. */
export interface ResponseHead {
  readonly kind: "response";
  readonly number: number;
  readonly from: string;
  /** The call id of the call, as an echo. */
  readonly callId: string;
  /** The body is a problem, the JSON text of an output, or a stream. */
  readonly body: "problem" | "output" | "nothing" | "items" | "bytes";
  /** The bytes of a body that follows in parts. Absent if the frame has the body, or a stream follows. */
  readonly follows?: number | undefined;
}

/** A frame that was received. */
export interface Frame {
  /** The signature; `undefined` without one. */
  readonly signature: string | undefined;
  /** The head as text, which the signature covers. */
  readonly headText: string;
  /** The head as it came: its fields are not checked. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

/** The bytes of a head at most: the headers of HTTP's internal listeners. */
export const maxHeadBytes: number = 32 * 1024;

/** The bytes of a frame beside its body at most: both lines. */
export const maxFrameOverhead: number = maxHeadBytes + 512;

/** The bytes of a body in one frame at most, so that no frame holds up the others for long. */
const maxBodyBytes = 256 * 1024;

const version = "seamline/1";
const lineFeed = 10;
const nothing = new Uint8Array(0);

/**
 * The bytes of a body that go into one frame.
 * @param maxFrameBytes of the broker.
 */
export function bodyBytesOf(maxFrameBytes: number): number {
  return Math.max(1, Math.min(maxBodyBytes, maxFrameBytes - maxFrameOverhead));
}

/**
 * Prints a frame.
 * @param signature of the head's text and the body. Default: none.
 */
export function printFrame(headText: string, body: Uint8Array = nothing, signature?: string): Uint8Array {
  const lines = `${signature === undefined ? version : `${version} ${signature}`}\n${headText}\n`;
  const size = Buffer.byteLength(lines);
  const frame = Buffer.allocUnsafe(size + body.length);
  frame.write(lines);
  frame.set(body, size);
  return frame;
}

/** Prints a frame that is not signed. */
export function printHead(head: Head, body?: Uint8Array): Uint8Array {
  return printFrame(JSON.stringify(head), body);
}

/** Parses a frame; `undefined` for bytes that are none, or one of another version. */
export function parseFrame(bytes: Uint8Array): Frame | undefined {
  const first = bytes.indexOf(lineFeed);
  const second = first < 0 ? -1 : bytes.indexOf(lineFeed, first + 1);
  if (second < 0 || second > maxFrameOverhead) return undefined;
  const [name, signature, ...others] = (decodeUtf8(bytes.subarray(0, first)) ?? "").split(" ");
  const headText = decodeUtf8(bytes.subarray(first + 1, second));
  if (name !== version || others.length > 0 || headText === undefined) return undefined;
  try {
    const head: unknown = JSON.parse(headText);
    if (typeof head !== "object" || head === null || Array.isArray(head)) return undefined;
    return { signature, headText, head: head as Record<string, unknown>, body: bytes.subarray(second + 1) };
  } catch {
    return undefined;
  }
}

/** Cuts bytes into parts, with the offset of each; one empty part for no bytes. */
export function* toParts(bytes: Uint8Array, maxBytes: number): Generator<{ at: number; part: Uint8Array }> {
  for (let at = 0; at === 0 || at < bytes.length; at += maxBytes) {
    yield { at, part: bytes.subarray(at, at + maxBytes) };
  }
}
