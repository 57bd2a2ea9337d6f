/** @seamline/frameworks/express: the contracts of an application in an Express app, 4.22 or 5. */

import type { IncomingMessage } from "node:http";
import type { Application } from "@seamline/core";
import type { ServeOptions } from "@seamline/http/extend";
import { createNodeMiddleware, type NodeMiddleware } from "./serve/node-middleware.ts";

export type { InternalServing, PublicServing, ServedLimits, ServeOptions } from "@seamline/http/extend";
export type { NodeMiddleware, Served } from "./serve/node-middleware.ts";

/**
 * Middleware that serves contracts on the app's own port, behind the middleware before it. Use it
 * before parsers of bodies, such as `express.json()`. Requests that are not for the contracts go to
 * the middleware and the routes after it.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const app = express();
 * app.use(serveContracts(application, { public: {} }));
 * app.listen(3000);
 * ```
 */
export function serveContracts<Req extends IncomingMessage = IncomingMessage>(
  application: Application,
  options: ServeOptions<Req>,
): NodeMiddleware<Req> {
  return createNodeMiddleware(application, options);
}
