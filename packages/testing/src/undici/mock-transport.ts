/** Our own HTTP transport with msw's handlers in front of its sockets. */

import type { Transport } from "@seamline/core";
import { createHttpTransport, type HttpTransportOptions } from "@seamline/http";
import { type HandlerSource, type MockInterceptorOptions, mockInterceptor } from "./mock-interceptor.ts";

/** How calls go. */
export interface MockTransportOptions
  extends Omit<HttpTransportOptions, "interceptors">,
    Pick<MockInterceptorOptions, "onUnhandledFrame"> {
  /**
   * What handlers find in front of the path, and where a call goes that none answers. Default
   * `http://mock.test`.
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
