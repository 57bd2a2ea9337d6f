/**
 * The responses of a batch: one line each, written as soon as its call settles, read as it arrives.
 */

import { decodeUtf8 } from "@seamline/core/wire";

/**
 * Writes one response.
 * @param payload the body that the response would have outside a batch.
 */
export function printResponseLine(callId: string, status: number, payload: string | undefined): string {
  return payload === undefined ? `${callId} ${status}\n` : `${callId} ${status} ${payload}\n`;
}

/** Events of a {@link ResponseLineReader}. */
export interface ResponseLineEvents {
  /** A response is complete. `payload` is `undefined` if it has none. */
  onResponse(callId: string, status: number, payload: string | undefined): void;
  /**
   * A line is malformed, is not UTF-8 or is too long. Nothing after it is read. `callId` is
   * `undefined` if it has not been read.
   */
  onFault(fault: "malformed" | "too long", callId: string | undefined): void;
}

/** Characters of a line before its payload: id, status and two spaces. */
const maxHeadChars = 128 + 5;

/** Splits received bytes into responses, wherever the network divided them. */
export class ResponseLineReader {
  readonly #maxBytes: number;
  readonly #events: ResponseLineEvents;
  #begun: Buffer[] = [];
  #size = 0;
  #broken = false;

  /** @param maxBytes bytes of one payload at most. */
  constructor(maxBytes: number, events: ResponseLineEvents) {
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  /**
   * The call id of an incomplete response; `undefined` if there is none, or its id is incomplete.
   */
  get begun(): string | undefined {
    const head = Buffer.concat(this.#begun).subarray(0, maxHeadChars).toString("latin1");
    const space = head.indexOf(" ");
    return space < 0 ? undefined : head.slice(0, space);
  }

  /** `true` while a response is incomplete. */
  get torn(): boolean {
    return this.#size > 0;
  }

  push(chunk: Buffer): void {
    if (this.#broken) return;
    const end = chunk.lastIndexOf(10) + 1;
    if (end > 0) {
      const whole = end === chunk.length ? chunk : chunk.subarray(0, end);
      const bytes = this.#size === 0 ? whole : Buffer.concat([...this.#begun, whole]);
      this.#begun = [];
      this.#size = 0;
      this.#read(bytes);
    }
    if (end === chunk.length || this.#broken) return;
    this.#begun.push(end === 0 ? chunk : chunk.subarray(end));
    this.#size += chunk.length - end;
    if (this.#size > this.#maxBytes + maxHeadChars) this.#break("too long", this.begun);
  }

  /**
   * Reads complete lines. They are decoded together, which is cheap, unless one of them is not
   * UTF-8.
   */
  #read(bytes: Buffer): void {
    const text = decodeUtf8(bytes);
    if (text === undefined) {
      this.#break("malformed", undefined);
      return;
    }
    const ascii = text.length === bytes.length;
    for (let from = 0; from < text.length && !this.#broken; ) {
      const to = text.indexOf("\n", from);
      this.#readLine(text, from, to, ascii);
      from = to + 1;
    }
  }

  #readLine(text: string, from: number, to: number, ascii: boolean): void {
    const space = text.indexOf(" ", from);
    const after = space + 4;
    const callId = text.slice(from, Math.max(from, space));
    const status = Number(text.slice(space + 1, after));
    if (space < 0 || after > to || !(status >= 200 && status <= 599) || !(after === to || text[after] === " ")) {
      this.#break("malformed", undefined);
      return;
    }
    const payload = after === to ? undefined : text.slice(after + 1, to);
    if (payload !== undefined && payload.length * 3 > this.#maxBytes) {
      const size = ascii ? payload.length : Buffer.byteLength(payload);
      if (size > this.#maxBytes) {
        this.#break("too long", callId);
        return;
      }
    }
    this.#events.onResponse(callId, status, payload);
  }

  #break(fault: "malformed" | "too long", callId: string | undefined): void {
    this.#broken = true;
    this.#begun = [];
    this.#size = 0;
    this.#events.onFault(fault, callId);
  }
}
