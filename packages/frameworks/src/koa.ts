/** @seamline/frameworks/koa: the contracts of an application in a Koa app, 3. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Application } from "@seamline/core";
import { getApplicationHost } from "@seamline/core/extend";
import { type AppBody, createRequestHandler, type ServeOptions } from "@seamline/http/extend";
import type { Served } from "./serve/node-middleware.ts";

export type { InternalServing, PublicServing, ServedLimits, ServeOptions } from "@seamline/http/extend";
export type { Served } from "./serve/node-middleware.ts";

/** The parts of Koa's context that are used. */
export interface KoaContext {
  /** Node's request. */
  readonly req: IncomingMessage;
  /** Node's response. */
  readonly res: ServerResponse;
  /** Set to `false` for requests that are served here: Koa writes no response then. */
  respond?: boolean;
  /** Koa's request, with the body of a parser. */
  readonly request: object;
}

/** Middleware of Koa. */
export interface KoaMiddleware<Context extends KoaContext> extends Served {
  /** Serves a request to the contracts, and passes on all others. */
  (ctx: Context, next: () => Promise<unknown>): Promise<void>;
}

/**
 * Middleware that serves contracts on the app's own port, behind the middleware before it. Use it
 * before parsers of bodies. Requests that are not for the contracts go to the middleware after it.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const app = new Koa();
 * app.use(serveContracts(application, { public: {} }));
 * app.listen(3000);
 * ```
 */
export function serveContracts<Context extends KoaContext = KoaContext>(
  application: Application,
  options: ServeOptions<Context>,
): KoaMiddleware<Context> {
  const { handle, started } = createRequestHandler(getApplicationHost(application), options);
  const middleware = async (ctx: Context, next: () => Promise<unknown>): Promise<void> => {
    const { req, res } = ctx;
    const passed = await new Promise<boolean>((resolve) => {
      const begin = (): void => {
        ctx.respond = false;
        res.on("close", () => resolve(false));
      };
      // Parsers for Koa leave `body` and `rawBody` at its request.
      handle({ req, res, context: ctx, body: ctx.request as AppBody, begin, next: () => resolve(true) });
    });
    if (passed) await next();
  };
  return Object.assign(middleware, { started });
}
