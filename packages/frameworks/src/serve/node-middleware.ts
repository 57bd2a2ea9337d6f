/** Contracts as middleware of apps whose middleware is `(req, res, next)`. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Application } from "@seamline/core";
import { getApplicationHost } from "@seamline/core/extend";
import { createRequestHandler, type ServeOptions } from "@seamline/http/extend";

/** The contracts of an application in an app. */
export interface Served {
  /**
   * Settles once the application has started; rejects with the faults of its configuration. Without
   * a handler of yours a rejection ends the process, as any unhandled one.
   */
  readonly started: Promise<void>;
}

/** Middleware of Express, Nest, Connect and plain node. */
export interface NodeMiddleware<Req extends IncomingMessage> extends Served {
  /**
   * Serves a request to the contracts, and passes on all others.
   * @param next default: requests that are not for the contracts get 404 or 405.
   */
  (req: Req, res: ServerResponse, next?: (error?: unknown) => void): void;
}

/** Creates the middleware, and starts the application unless it has started. */
export function createNodeMiddleware<Req extends IncomingMessage>(
  application: Application,
  options: ServeOptions<Req>,
): NodeMiddleware<Req> {
  const { handle, started } = createRequestHandler(getApplicationHost(application), options);
  const middleware = (req: Req, res: ServerResponse, next?: (error?: unknown) => void): void =>
    handle({ req, res, context: req, next: next && (() => next()) });
  return Object.assign(middleware, { started });
}
