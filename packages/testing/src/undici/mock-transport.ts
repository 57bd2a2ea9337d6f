/** Our own HTTP transport with msw's handlers in front of its sockets. */

import type { Transport } from "@seamline/core";
import { createHttpTransport, type HttpTransportOptions } from "@seamline/http";
import { type HandlerSource, type MockInterceptorOptions, mockInterceptor } from "./mock-interceptor.ts";

/** The options of the HTTP transport, with the handlers' view of it. */
export interface MockTransportOptions
  extends Omit<HttpTransportOptions, "interceptors">,
    Pick<MockInterceptorOptions, "onUnhandledFrame"> {
  /**
   * The URL in front of the path that handlers see, and the target of calls without a handler.
   * Default `http://mock.test`.
   */
  readonly url?: string;
}

/**
 * A transport that calls msw's handlers as it would call a service over HTTP: for topologies and
 * clients in tests.
 * @throws {TypeError} for a URL or an option that cannot work.
 */
export function mockTransport(source: HandlerSource, options: MockTransportOptions = {}): Transport {
  const { url = "http://mock.test", onUnhandledFrame, ...rest } = options;
  const interceptor = mockInterceptor(source, { ...(onUnhandledFrame !== undefined && { onUnhandledFrame }) });
  return createHttpTransport(url, { ...rest, interceptors: [interceptor] });
}
