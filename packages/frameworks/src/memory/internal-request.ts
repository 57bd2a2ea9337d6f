/** The requests that this process made itself: an object is one of them, or it is not. */

/** A constructor that returns the object it is given: what extends it adds fields to that object. */
const Given = function (this: unknown, request: object): object {
  return request;
} as unknown as new (
  request: object,
) => object;

/**
 * A private field on a request that exists already: unseen and unforgeable, not copied with the
 * object and not found through a proxy of it. A WeakSet is as safe, and costs each request five times
 * as much in garbage collection.
 */
class Internal extends Given {
  readonly #internal = true;

  static has(request: object): boolean {
    return #internal in request;
  }
}

/**
 * True in an application if a request is a sub-request, made in memory by its own process; false for
 * requests from outside. The request object itself is the proof: no header can forge it, and a copy
 * or a proxy of the object is not internal.
 * @param request Express's `req`, Koa's `ctx.req`, Fastify's `request.raw`, Hono's `c.req.raw`, the
 *   `IncomingMessage` of a node listener or the `Request` of a fetch handler.
 */
export function isInternal(request: object): boolean {
  return Internal.has(request);
}

/** Makes a request internal. Only the in-memory bridge calls it, for requests that it created. */
export function markInternal(request: object): void {
  new Internal(request);
}
