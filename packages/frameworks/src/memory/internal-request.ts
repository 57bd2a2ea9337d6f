/** The requests that this process made itself: an object is one of them, or it is not. */

const internal = new WeakSet<object>();

/**
 * True in an application if a request is a sub-request, made in memory by its own process; false for
 * requests from outside. The request object itself is the proof: no header can forge it, and a copy
 * or a proxy of the object is not internal.
 * @param request Express's `req`, Koa's `ctx.req`, Fastify's `request.raw`, Hono's `c.req.raw`, the
 *   `IncomingMessage` of a node listener or the `Request` of a fetch handler.
 */
export function isInternal(request: object): boolean {
  return internal.has(request);
}

/** Makes a request internal. Only the in-memory bridge calls it, for requests that it created. */
export function markInternal(request: object): void {
  internal.add(request);
}
