/** Seamline's HTTP transport with msw's handlers in front of its sockets. */

import type { Transport } from "@seamline/core";
import { createHttpTransport, type HttpTransportOptions } from "@seamline/http";
import { type HandlerSource, type MockInterceptorOptions, mockInterceptor } from "./mock-interceptor.ts";

/** The options of the HTTP transport, with those of the handlers. */
export interface MockTransportOptions
  extends Omit<HttpTransportOptions, "interceptors">,
    Pick<MockInterceptorOptions, "onUnhandledFrame"> {
  /**
   * The base URL of the requests that handlers receive, and the target of unhandled calls. Default
   * `http://mock.test`.
   */
  readonly url?: string;
}

/**
 * Creates a transport that calls msw's handlers like a service over HTTP, for topologies and
 * clients in tests.
 * @throws {TypeError} for an invalid URL or option.
 */
export function mockTransport(source: HandlerSource, options: MockTransportOptions = {}): Transport {
  const { url = "http://mock.test", onUnhandledFrame, ...rest } = options;
  const interceptor = mockInterceptor(source, { ...(onUnhandledFrame !== undefined && { onUnhandledFrame }) });
  return createHttpTransport(url, { ...rest, interceptors: [interceptor] });
}
