/** @seamline/frameworks/nest: the contracts of an application in a Nest app, 11 or 12, on Express or on Fastify. */

import { createNodeMiddleware } from "./serve/node-middleware.ts";

export type { InternalServing, PublicServing, ServedLimits, ServeOptions } from "@seamline/http/extend";
export type { NodeMiddleware, Served } from "./serve/node-middleware.ts";

/**
 * Middleware that serves contracts on the app's own port. Use it before `app.listen()` and
 * `app.init()`, which add the parsers of bodies. Guards, pipes and interceptors of Nest belong to
 * its routes, and do not run for the contracts; middleware before it does.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const app = await NestFactory.create(AppModule);
 * app.use(serveContracts(application, { public: {} }));
 * await app.listen(3000);
 * ```
 */
export const serveContracts: typeof createNodeMiddleware = createNodeMiddleware;
