/** @seamline/testing/msw: mocks as request handlers of msw. Needs the package msw. */

export { type RestHandlerOptions, restHandlers } from "./msw/rest-handlers.ts";
