/**
 * @seamline/testing/msw: mocks as request handlers of msw, in Node and in browsers. Requires the
 * package msw.
 */

export { createMock, type Mock, type MockOptions } from "./mock/create-mock.ts";
export { type RestHandlerOptions, restHandlers } from "./msw/rest-handlers.ts";
