/**
 * A request that an application in memory serves for a handler of undici: time limits of head and
 * body, and errors of the handler, are those of undici's own client.
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/dispatcher/client-h1.js
 */

import { now, startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import type { UndiciController, UndiciDispatchOptions, UndiciHandler } from "@seamline/http/extend";
import type { RequestBody } from "../memory/dispatch-types.ts";
import { toError } from "../memory/response-flow.ts";
import { SubRequestError } from "../memory/sub-request-error.ts";

/** Time limits in milliseconds; 0 for none. */
export interface TimeLimits {
  /** From the last piece of the request to the head of the response. */
  readonly headersTimeout: number;
  /** Between two chunks of the response. Time in which the caller holds the response does not count. */
  readonly bodyTimeout: number;
}

/** Receives the response of one request. */
export class ServedRequest implements UndiciHandler {
  readonly #handler: UndiciHandler;
  readonly #limits: TimeLimits;
  readonly #onEnd: (request: ServedRequest) => void;
  #controller: UndiciController | undefined;
  #aborted: Error | undefined;
  #timer: Timer | undefined;
  #movedAt = 0;
  #ended = false;

  /** @param onEnd called once, when the request has ended. */
  constructor(handler: UndiciHandler, limits: TimeLimits, onEnd: (request: ServedRequest) => void) {
    this.#handler = handler;
    this.#limits = limits;
    this.#onEnd = onEnd;
  }

  /** Aborts the request; before it begins, as soon as it does. */
  abort(reason: Error): void {
    this.#aborted ??= reason;
    this.#controller?.abort(reason);
  }

  /**
   * Returns a body whose pieces put off the limit of the head: an upload may take longer than an
   * application may take to respond.
   */
  watch(body: UndiciDispatchOptions["body"]): RequestBody | null | undefined {
    if (typeof body !== "object" || body === null || !(Symbol.asyncIterator in body)) return body;
    const destroy: unknown = Reflect.get(body, "destroy");
    return {
      [Symbol.asyncIterator]: () => this.#pass(body),
      ...(typeof destroy === "function" && { destroy: () => destroy.call(body) }),
    };
  }

  onRequestStart(controller: UndiciController, context: unknown): void {
    this.#controller = controller;
    if (this.#aborted !== undefined) {
      controller.abort(this.#aborted);
      return;
    }
    this.#limit(this.#limits.headersTimeout, "UND_ERR_HEADERS_TIMEOUT", "Headers Timeout Error");
    this.#call(() => this.#handler.onRequestStart?.(controller, context));
  }

  onResponseStart(...given: Parameters<NonNullable<UndiciHandler["onResponseStart"]>>): void {
    if (this.#ended) return;
    if (given[1] >= 200) this.#limit(this.#limits.bodyTimeout, "UND_ERR_BODY_TIMEOUT", "Body Timeout Error");
    this.#call(() => this.#handler.onResponseStart?.(...given));
  }

  onResponseData(controller: UndiciController, chunk: Buffer): void {
    if (this.#ended) return;
    this.#movedAt = now();
    this.#call(() => this.#handler.onResponseData?.(controller, chunk));
  }

  onResponseEnd(...given: Parameters<NonNullable<UndiciHandler["onResponseEnd"]>>): void {
    if (!this.#end()) return;
    try {
      this.#handler.onResponseEnd?.(...given);
    } catch (reason) {
      this.#handler.onResponseError?.(given[0], toError(reason));
    }
  }

  onResponseError(controller: UndiciController, error: Error): void {
    if (this.#end()) this.#handler.onResponseError?.(controller, error);
  }

  /** Calls the handler; an error of its own aborts the request. */
  #call(run: () => void): void {
    try {
      run();
    } catch (reason) {
      this.abort(toError(reason));
    }
  }

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    stopTimer(this.#timer);
    this.#onEnd(this);
    return true;
  }

  /** Starts a limit in place of the one before. */
  #limit(ms: number, code: "UND_ERR_BODY_TIMEOUT" | "UND_ERR_HEADERS_TIMEOUT", message: string): void {
    stopTimer(this.#timer);
    this.#timer = undefined;
    if (ms <= 0) return;
    this.#movedAt = now();
    const check = (): void => {
      if (this.#controller?.paused === true) this.#movedAt = now();
      const left = this.#movedAt + ms - now();
      if (left <= 0) this.abort(new SubRequestError(code, message));
      else this.#timer = startTimer(check, left).unref();
    };
    this.#timer = startTimer(check, ms).unref();
  }

  async *#pass(body: AsyncIterable<unknown>): AsyncGenerator<unknown, void, void> {
    for await (const piece of body) {
      this.#movedAt = now();
      yield piece;
    }
    this.#movedAt = now();
  }
}
