/**
 * The way of a response to its handler: in order, held back while the handler pauses, within the
 * caller's async context, and ended exactly once.
 */

import { AsyncResource } from "node:async_hooks";
import type { DispatchController, DispatchHandler } from "./dispatch-types.ts";

/** Field names in lower case, as handlers receive them. */
export type ResponseFields = Record<string, string | string[]>;

/** The application's side of a request. */
export interface Producer {
  /** The caller went away: the application sees a closed connection. */
  cancel(reason: Error): void;
  /** All that was held back has been taken. */
  drained(): void;
}

type Step =
  | {
      readonly kind: "head";
      readonly status: number;
      readonly fields: ResponseFields;
      readonly message: string;
      readonly raw: () => string[];
    }
  | { readonly kind: "data"; readonly chunk: Buffer }
  | { readonly kind: "end"; readonly fields: ResponseFields; readonly raw: () => string[] };

const noRaw = (): string[] => [];

/** The response of one request. */
export class ResponseFlow implements DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  /** True once the handler has received the end or an error, or the caller has gone. */
  ended = false;
  /** The number of bytes that wait for `resume`. */
  waiting = 0;
  producer: Producer | undefined;
  readonly #handler: DispatchHandler;
  /** The caller's async context. */
  readonly #frame: AsyncResource = new AsyncResource("seamline.subrequest");
  #queue: Step[] | undefined;
  #flushing = false;
  #rawHead: () => string[] = noRaw;
  #rawTail: () => string[] = noRaw;

  constructor(handler: DispatchHandler) {
    this.#handler = handler;
  }

  get rawHeaders(): Buffer[] {
    return this.#rawHead().map((text) => Buffer.from(text, "latin1"));
  }

  get rawTrailers(): Buffer[] {
    return this.#rawTail().map((text) => Buffer.from(text, "latin1"));
  }

  /** Begins the request, in the caller's own turn. */
  begin(): void {
    try {
      this.#handler.onRequestStart?.(this, null);
    } catch (error) {
      this.fail(toError(error));
    }
  }

  /** Passes on a head. */
  head(status: number, fields: ResponseFields, message: string, raw: () => string[]): void {
    if (this.ended) return;
    if (this.#holds()) this.#queue?.push({ kind: "head", status, fields, message, raw });
    else this.#frame.runInAsyncScope(this.#head, this, status, fields, message, raw);
  }

  /** Passes on a chunk, which the handler may keep. */
  data(chunk: Buffer): void {
    if (this.ended) return;
    if (this.#holds()) {
      this.waiting += chunk.length;
      this.#queue?.push({ kind: "data", chunk });
    } else {
      this.#frame.runInAsyncScope(this.#data, this, chunk);
    }
  }

  /** Ends the response. */
  end(fields: ResponseFields, raw: () => string[] = noRaw): void {
    if (this.ended) return;
    if (this.#holds()) this.#queue?.push({ kind: "end", fields, raw });
    else this.#frame.runInAsyncScope(this.#end, this, fields, raw);
  }

  /** Ends the response with an error; what waits is dropped. */
  fail(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.#queue = undefined;
    this.waiting = 0;
    this.#frame.runInAsyncScope(() => this.#handler.onResponseError?.(this, error));
  }

  abort(reason: Error): void {
    if (this.aborted || this.ended) return;
    this.aborted = true;
    this.reason = reason;
    const { producer } = this;
    try {
      this.fail(toError(reason));
    } finally {
      producer?.cancel(toError(reason));
    }
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      while (!this.paused && !this.ended) {
        const step = this.#queue?.shift();
        if (step === undefined) break;
        this.#take(step);
      }
    } finally {
      this.#flushing = false;
    }
    if (this.#queue?.length === 0) this.#queue = undefined;
    if (!this.paused) this.producer?.drained();
  }

  #take(step: Step): void {
    if (step.kind === "data") {
      this.waiting -= step.chunk.length;
      this.#frame.runInAsyncScope(this.#data, this, step.chunk);
    } else if (step.kind === "head") {
      this.#frame.runInAsyncScope(this.#head, this, step.status, step.fields, step.message, step.raw);
    } else {
      this.#frame.runInAsyncScope(this.#end, this, step.fields, step.raw);
    }
  }

  /** True if something must wait; then there is a queue. */
  #holds(): boolean {
    if (!this.paused && !this.#flushing && this.#queue === undefined) return false;
    this.#queue ??= [];
    return true;
  }

  #head(status: number, fields: ResponseFields, message: string, raw: () => string[]): void {
    this.#rawHead = raw;
    try {
      this.#handler.onResponseStart?.(this, status, fields, message);
    } catch (error) {
      this.abort(toError(error));
    }
  }

  #data(chunk: Buffer): void {
    try {
      this.#handler.onResponseData?.(this, chunk);
    } catch (error) {
      this.abort(toError(error));
    }
  }

  #end(fields: ResponseFields, raw: () => string[]): void {
    this.#rawTail = raw;
    this.ended = true;
    try {
      this.#handler.onResponseEnd?.(this, fields);
    } catch (error) {
      this.#handler.onResponseError?.(this, toError(error));
    }
  }
}

/** An error, made of any reason. */
export function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("the request was aborted", { cause: reason });
}
