/** @seamline/frameworks/fetch: the contracts of an application in a server of fetch handlers. */

import type { Application } from "@seamline/core";
import { getApplicationHost } from "@seamline/core/extend";
import { createRequestHandler, type ServeOptions } from "@seamline/http/extend";
import type { Served } from "./serve/node-middleware.ts";
import { serveFetch } from "./serve/serve-fetch.ts";

export type { InternalServing, PublicServing, ServedLimits, ServeOptions } from "@seamline/http/extend";
export type { Served } from "./serve/node-middleware.ts";

/** A fetch handler. */
export interface FetchContracts extends Served {
  /** Responds to a request; settles to `undefined` if it is not for the contracts. */
  (request: Request): Promise<Response | undefined>;
}

/**
 * A fetch handler that serves contracts. A listener of Seamline on a port is faster; this one is for
 * servers that have only the Request.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const contracts = serveContracts(application, { public: {} });
 * export default { fetch: async (request: Request) => (await contracts(request)) ?? legacy(request) };
 * ```
 */
export function serveContracts(application: Application, options: ServeOptions<Request>): FetchContracts {
  const handler = createRequestHandler(getApplicationHost(application), options);
  const contracts = (request: Request): Promise<Response | undefined> => serveFetch(handler, request, request);
  return Object.assign(contracts, { started: handler.started });
}
