/**
 * The sending half of a streamed body. At most a window of bytes is on its way: the receiver gives
 * credit for more as its reader takes them. Small chunks of a turn share a frame.
 */

import { afterTurn } from "@seamline/core/internal";

/** Bytes on their way to a reader that does not read, at most. */
export const windowBytes: number = 64 * 1024;

/** Sends the frames of an outflow. */
export interface OutflowEvents {
  /** Sends bytes that begin at an offset. */
  part(bytes: Uint8Array, at: number): void;
  /** The body is complete, or `cut`. Called once, after all parts. */
  end(at: number, cut: boolean): void;
}

/** A body that is being sent. */
export class Outflow {
  readonly #events: OutflowEvents;
  readonly #maxBytes: number;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #credit = windowBytes;
  #at = 0;
  #scheduled = false;
  #end: "none" | "complete" | "cut" | "sent" = "none";
  #wake: (() => void) | undefined;

  /** @param maxBytes of one part. */
  constructor(maxBytes: number, events: OutflowEvents) {
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  /** `true` until the last frame has been sent. */
  get open(): boolean {
    return this.#end !== "sent";
  }

  /** `true` if the receiver has not taken what was written. */
  get full(): boolean {
    return this.#size >= this.#credit;
  }

  /** Adds bytes; `false` if the writer should wait until they have `drained`. */
  write(chunk: Uint8Array | string): boolean {
    if (this.#end !== "none") return true;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (bytes.length > 0) {
      this.#waiting.push(bytes);
      this.#size += bytes.length;
    }
    if (!this.#scheduled) {
      this.#scheduled = true;
      afterTurn(() => {
        this.#scheduled = false;
        this.#send();
      });
    }
    return !this.full;
  }

  /** Settles once there is room for more, or no one needs it. */
  drained(): Promise<void> {
    if (!this.full || !this.open) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Gives room for more bytes. */
  grant(bytes: number): void {
    this.#credit += bytes;
    this.#send();
  }

  /** Ends the body after what was written. */
  end(): void {
    if (this.#end === "none") this.#end = "complete";
    this.#send();
  }

  /** Ends the body now: what was written is sent whether there is room or not, then `last`. */
  abort(last: string | undefined): void {
    if (this.#end !== "none") return;
    if (last !== undefined) this.write(last);
    this.#credit = Number.POSITIVE_INFINITY;
    this.#end = last === undefined ? "cut" : "complete";
    this.#send();
  }

  /** Drops what was written: no one receives it. */
  drop(): void {
    this.#waiting = [];
    this.#size = 0;
    this.#end = "sent";
    this.#wake?.();
  }

  #send(): void {
    while (this.#size > 0 && this.#credit > 0) {
      const all = this.#waiting.length === 1 ? (this.#waiting[0] as Uint8Array) : Buffer.concat(this.#waiting);
      const part = all.subarray(0, Math.min(this.#maxBytes, this.#credit));
      const rest = all.subarray(part.length);
      this.#waiting = rest.length === 0 ? [] : [rest];
      this.#size = rest.length;
      this.#credit -= part.length;
      this.#events.part(part, this.#at);
      this.#at += part.length;
    }
    if (this.#size === 0 && (this.#end === "complete" || this.#end === "cut")) {
      const cut = this.#end === "cut";
      this.#end = "sent";
      this.#events.end(this.#at, cut);
    }
    if (!this.full || !this.open) this.#wake?.();
  }
}
