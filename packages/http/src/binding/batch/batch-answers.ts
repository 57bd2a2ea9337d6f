/** The answers of a batch: one line each, written when it is ready, read as it arrives. */

import { decodeUtf8 } from "../json-text.ts";

/** Writes one answer. `payload` is what would be the body of an answer of its own. */
export function printAnswer(callId: string, status: number, payload: string | undefined): string {
  return payload === undefined ? `${callId} ${status}\n` : `${callId} ${status} ${payload}\n`;
}

/** What comes out of an {@link AnswerReader}. */
export interface AnswerEvents {
  /** An answer is whole. `payload` is `undefined` when there is none. */
  onAnswer(callId: string, status: number, payload: string | undefined): void;
  /**
   * A line is none, is not UTF-8, or is longer than any may be. Nothing after it is read. `callId`
   * as far as it is known.
   */
  onFault(fault: "malformed" | "too long", callId: string | undefined): void;
}

/** Characters of a line before its payload: id, status and two spaces. */
const maxHeadChars = 128 + 5;

/** Takes the bytes of the answers apart, wherever the network divided them. */
export class AnswerReader {
  readonly #maxBytes: number;
  readonly #events: AnswerEvents;
  #begun: Buffer[] = [];
  #size = 0;
  #broken = false;

  /** @param maxBytes of one payload. */
  constructor(maxBytes: number, events: AnswerEvents) {
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  /**
   * The id at the beginning of an answer that has not arrived in full; `undefined` when there is
   * none, or not all of its id.
   */
  get begun(): string | undefined {
    const head = Buffer.concat(this.#begun).subarray(0, maxHeadChars).toString("latin1");
    const space = head.indexOf(" ");
    return space < 0 ? undefined : head.slice(0, space);
  }

  /** Whether any byte of an answer has arrived that is not whole. */
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

  /** Whole lines. They are decoded together, which is cheap, unless one of them is not UTF-8. */
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
    this.#events.onAnswer(callId, status, payload);
  }

  #break(fault: "malformed" | "too long", callId: string | undefined): void {
    this.#broken = true;
    this.#begun = [];
    this.#size = 0;
    this.#events.onFault(fault, callId);
  }
}
