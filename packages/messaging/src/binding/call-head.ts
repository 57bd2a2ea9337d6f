/** Reads the heads of frames that came from elsewhere: nothing of them is trusted. */

import { fieldsOf } from "@seamline/core/internal";
import { isCallId, isIdempotencyKey } from "@seamline/core/wire";
import type { CallHead, ResponseHead } from "./frame.ts";

/** The sender of a frame and its call. */
export interface Sender {
  readonly from: string;
  readonly number: number;
}

/** Addresses are those of connections: no text of another form is ever sent to. */
const addressPattern = /^[A-Za-z0-9_.-]{1,255}$/;

const bodies: ReadonlySet<unknown> = new Set(["problem", "output", "nothing", "items", "bytes"]);

/** Reads the sender of a frame; `undefined` if it has none. */
export function readSender(head: unknown): Sender | undefined {
  const { from, number } = fieldsOf(head);
  return isAddress(from) && isCount(number) ? { from, number } : undefined;
}

/** Reads the head of a call; `undefined` for a field of the wrong form. */
export function readCallHead(head: unknown): CallHead | undefined {
  const given = fieldsOf(head);
  const { callId, operation, timeoutMs, follows, idempotencyKey } = given;
  const sender = readSender(head);
  if (sender === undefined || typeof callId !== "string" || !isCallId(callId)) return undefined;
  if (typeof operation !== "string" || !isCount(timeoutMs)) return undefined;
  if (follows !== undefined && follows !== "stream" && !isCount(follows)) return undefined;
  const texts = ["trace", "traceState", "baggage", "contract", "context"] as const;
  for (const name of texts) if (given[name] !== undefined && typeof given[name] !== "string") return undefined;
  if (idempotencyKey !== undefined && (typeof idempotencyKey !== "string" || !isIdempotencyKey(idempotencyKey))) {
    return undefined;
  }
  return given as unknown as CallHead;
}

/** Reads the head of a response; `undefined` for a field of the wrong form. */
export function readResponseHead(head: unknown): ResponseHead | undefined {
  const { callId, body, follows } = fieldsOf(head);
  if (readSender(head) === undefined || typeof callId !== "string" || !bodies.has(body)) return undefined;
  if (follows !== undefined && !isCount(follows)) return undefined;
  return fieldsOf(head) as unknown as ResponseHead;
}

/** Reads the numbers of a `ping` or `gone`. */
export function readNumbers(head: unknown): readonly number[] {
  const { numbers } = fieldsOf(head);
  return Array.isArray(numbers) ? numbers.filter(isCount) : [];
}

/** Tests for a number of calls, bytes or milliseconds: whole, from 0. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Tests for the address of a connection. */
export function isAddress(value: unknown): value is string {
  return typeof value === "string" && addressPattern.test(value);
}
