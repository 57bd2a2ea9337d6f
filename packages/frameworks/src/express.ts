/** @seamline/frameworks/express: the contracts of an application in an Express app, 4.22 or 5. */

import { createNodeMiddleware } from "./serve/node-middleware.ts";

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
export const serveContracts: typeof createNodeMiddleware = createNodeMiddleware;
