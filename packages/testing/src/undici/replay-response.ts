/** Replays a `Response` to a dispatch handler as if it came over a connection. */

import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { MockedController } from "./mocked-controller.ts";
import { createNetworkError } from "./network-error.ts";

/** The method and timeout of the exchange. */
export interface ReplayOptions {
  readonly method: string;
  /** The maximum time between two chunks of the body, in milliseconds; 0 for no limit. */
  readonly bodyTimeoutMs: number;
}

/**
 * Calls the handler with the head, every chunk and the end of a response, and waits while it is
 * paused.
 * @throws the errors of the handler, the reason of an abort, and undici's errors for a body that
 * fails or stalls.
 */
export async function replayResponse(
  response: Response,
  handler: Dispatcher.DispatchHandler,
  controller: MockedController,
  { method, bodyTimeoutMs }: ReplayOptions,
): Promise<void> {
  const body = method === "HEAD" ? null : response.body;
  const headers = toIncomingHeaders(response, method);
  controller.rawHeaders = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [Buffer.from(name), Buffer.from(String(one))]),
  );
  handler.onResponseStart?.(controller, response.status, headers, response.statusText);
  if (body !== null) await replayBody(body, handler, controller, bodyTimeoutMs);
  if (controller.aborted) throw controller.reason;
  handler.onResponseEnd?.(controller, {});
}

async function replayBody(
  body: ReadableStream<Uint8Array>,
  handler: Dispatcher.DispatchHandler,
  controller: MockedController,
  timeoutMs: number,
): Promise<void> {
  const reader = body.getReader();
  try {
    for (;;) {
      await controller.flowing();
      if (controller.aborted) throw controller.reason;
      const timeout = (): Error => createNetworkError("UND_ERR_BODY_TIMEOUT", "Body Timeout Error");
      const step = await within(reader.read().catch(failReading), timeoutMs, timeout, controller.signal);
      if (step.done) return;
      await controller.flowing();
      if (controller.aborted) throw controller.reason;
      handler.onResponseData?.(controller, Buffer.from(step.value));
    }
  } catch (reason) {
    await reader.cancel(reason).catch(() => undefined);
    throw reason;
  }
}

function failReading(cause: unknown): never {
  throw createNetworkError("UND_ERR_SOCKET", "other side closed", cause);
}

/** Settles like `work`, or rejects after its timeout (0 ms: none) or when its signal aborts. */
export async function within<Value>(
  work: Promise<Value>,
  timeoutMs: number,
  timeout: () => Error,
  signal: AbortSignal,
): Promise<Value> {
  const ended = Promise.withResolvers<never>();
  const timer = timeoutMs > 0 ? setTimeout(() => ended.reject(timeout()), timeoutMs) : undefined;
  const abort = (): void => ended.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    work.catch(() => undefined); // a later rejection has no reader
  }
}

/**
 * Converts headers, and adds a length or the chunked encoding: readers detect a cut response by
 * them.
 */
function toIncomingHeaders(response: Response, method: string): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  if (headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined) return headers;
  if (response.body !== null) headers["transfer-encoding"] = "chunked";
  else if (method !== "HEAD" && ![204, 205, 304].includes(response.status)) headers["content-length"] = "0";
  return headers;
}
