/** @seamline/frameworks/node: the contracts of an application in a server of `node:http`, `node:https` or `node:http2`. */

import { createNodeMiddleware } from "./serve/node-middleware.ts";

export type { InternalServing, PublicServing, ServedLimits, ServeOptions } from "@seamline/http/extend";
export type { NodeMiddleware, Served } from "./serve/node-middleware.ts";

/**
 * A function of a request, a response and a function for the requests that are not for the
 * contracts; without the last they get 404 or 405. Give it to `createServer`, or call it in your own
 * listener. Requests through the interface of HTTP/2 for HTTP/1 are served as well.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const contracts = serveContracts(application, { public: {} });
 * createServer((req, res) => contracts(req, res, () => legacy(req, res))).listen(3000);
 * ```
 */
export const serveContracts: typeof createNodeMiddleware = createNodeMiddleware;
