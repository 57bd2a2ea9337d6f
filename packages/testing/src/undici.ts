/**
 * @seamline/testing/undici: msw's handlers in front of undici's dispatchers and of Seamline's HTTP
 * transport. Requires the package msw.
 */

export { type HandlerSource, type MockInterceptorOptions, mockInterceptor } from "./undici/mock-interceptor.ts";
export { type MockTransportOptions, mockTransport } from "./undici/mock-transport.ts";
export type { OnUnhandledFrame, UnhandledRequest } from "./undici/unhandled.ts";
