/** @seamline/frameworks/hono: the contracts of an application in a Hono app, 4. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Application } from "@seamline/core";
import { getApplicationHost } from "@seamline/core/extend";
import { type AppBody, createRequestHandler, type RequestHandler, type ServeOptions } from "@seamline/http/extend";
import type { Context, MiddlewareHandler } from "hono";
import type { Served } from "./serve/node-middleware.ts";
import { serveFetch } from "./serve/serve-fetch.ts";

export type { InternalServing, PublicServing, ServedLimits, ServeOptions } from "@seamline/http/extend";
export type { Served } from "./serve/node-middleware.ts";

/** Middleware of Hono. */
export type HonoContracts = MiddlewareHandler & Served;

/** What `@hono/node-server` passes to an app. */
interface NodeBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/**
 * Middleware that serves contracts on the app's own port, behind the middleware before it. Requests
 * that are not for the contracts go to the middleware and the routes after it. With
 * `@hono/node-server` the contracts use Node's request and response; on other servers, and in
 * `app.request()`, they are served from the Request, and middleware after `next()` sees the Response.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const app = new Hono();
 * app.use(serveContracts(application, { public: {} }));
 * serve({ fetch: app.fetch, port: 3000 });
 * ```
 */
export function serveContracts(application: Application, options: ServeOptions<Context>): HonoContracts {
  const handler = createRequestHandler(getApplicationHost(application), options);
  const middleware: MiddlewareHandler = async (c, next) => {
    const node = nodeOf(c);
    const body = await bodyOf(c);
    const response =
      node === undefined ? await serveFetch(handler, c.req.raw, c, body) : await serveNode(handler, c, node, body);
    if (response === undefined) await next();
    return response;
  };
  return Object.assign(middleware, { started: handler.started });
}

/** Serves a request of node's server; settles to `undefined` if it is not for the contracts. */
async function serveNode(
  { handle }: RequestHandler<Context>,
  c: Context,
  { incoming: req, outgoing: res }: NodeBindings,
  body: AppBody,
): Promise<Response | undefined> {
  return new Promise((resolve) => {
    const begin = (): void => {
      for (const [name, value] of c.res.headers) res.appendHeader(name, value);
      res.on("close", () => resolve(alreadySent()));
    };
    handle({ req, res, context: c, body, begin, next: () => resolve(undefined) });
  });
}

/** Returns the body that middleware before has read through Hono, which keeps it. */
async function bodyOf({ req: { bodyCache } }: Context): Promise<AppBody> {
  const { arrayBuffer, text, json } = bodyCache;
  if (arrayBuffer !== undefined) return { rawBody: new Uint8Array(await arrayBuffer) };
  if (text !== undefined) return { rawBody: await text };
  return json === undefined ? {} : { body: await json };
}

function nodeOf(c: Context): NodeBindings | undefined {
  const { incoming, outgoing } = (c.env ?? {}) as Partial<NodeBindings>;
  return incoming === undefined || outgoing === undefined ? undefined : { incoming, outgoing };
}

/**
 * The response of a request whose response node has written. Its body is read once: the Response
 * that `@hono/node-server` puts in the place of the global one is written to node before, whatever
 * its headers.
 * @see https://github.com/honojs/node-server (`RESPONSE_ALREADY_SENT`)
 */
function alreadySent(): Response {
  const response = new Response(null, { headers: { "x-hono-already-sent": "true" } });
  void response.body;
  return response;
}
