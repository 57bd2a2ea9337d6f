/** The response of a request in memory, as the Response of a fetch handler. */

import type { DispatchController, DispatchHandler } from "../memory/dispatch-types.ts";

/** Statuses without content, for which a Response takes no body. */
const empty: ReadonlySet<number> = new Set([204, 205, 304]);

/** Headers of one connection. */
const hopByHop: ReadonlySet<string> = new Set(["connection", "keep-alive", "transfer-encoding"]);

/** Receives a response, and passes it on as it arrives, as fast as it is read. */
export class FetchResponse implements DispatchHandler {
  /** Settles with the head of the response; rejects if there is none. */
  readonly response: Promise<Response>;
  readonly #settle: PromiseWithResolvers<Response> = Promise.withResolvers();
  readonly #isHead: boolean;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #control: DispatchController | undefined;
  #ended = false;

  /** @param request its abort ends the request in memory. */
  constructor(request: Request) {
    this.response = this.#settle.promise;
    this.#isHead = request.method === "HEAD";
    const { signal } = request;
    const abort = (): void => this.#control?.abort(toError(signal.reason));
    signal.addEventListener("abort", abort);
  }

  onRequestStart(controller: DispatchController): void {
    this.#control = controller;
  }

  onResponseStart(controller: DispatchController, status: number, fields: Record<string, string | string[]>): void {
    if (status < 200) return; // a fetch handler has no way to send it
    const headers = new Headers();
    for (const [name, value] of Object.entries(fields)) {
      if (hopByHop.has(name)) continue;
      for (const one of typeof value === "string" ? [value] : value) headers.append(name, one);
    }
    if (this.#isHead || empty.has(status)) {
      this.#settle.resolve(new Response(null, { status, headers }));
      return;
    }
    const body = new ReadableStream<Uint8Array>({
      start: (opened) => {
        this.#body = opened;
      },
      pull: () => controller.resume(),
      cancel: (reason) => {
        this.#ended = true;
        controller.abort(toError(reason));
      },
    });
    this.#settle.resolve(new Response(body, { status, headers }));
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    if (this.#ended || this.#body === undefined) return;
    this.#body.enqueue(new Uint8Array(chunk));
    if ((this.#body.desiredSize ?? 0) <= 0) controller.pause();
  }

  onResponseEnd(): void {
    if (!this.#ended) this.#body?.close();
    this.#ended = true;
  }

  onResponseError(_controller: DispatchController, error: Error): void {
    this.#settle.reject(error);
    if (!this.#ended) this.#body?.error(error);
    this.#ended = true;
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("the client has disconnected", { cause: reason });
}
