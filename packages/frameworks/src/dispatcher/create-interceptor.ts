/** Applications in memory in front of a dispatcher that exists. */

import { assertSettings } from "@seamline/core/settings";
import type { App } from "../memory/app.ts";
import type { AnyInterceptor } from "./any-dispatcher.ts";
import { routeRequest, type ServingOptions, servingSetting } from "./request-routing.ts";
import { createRouteTable, type RouteMatch, type Routes, type RouteTarget } from "./routes.ts";

/** An interceptor of undici, with routes. */
export interface MemoryInterceptor extends AnyInterceptor {
  /** Adds a route behind the others, see {@link createDispatcher}. */
  route(match: RouteMatch, target: RouteTarget): MemoryInterceptor;
}

/**
 * Creates an interceptor for `dispatcher.compose(…)`: an application in memory serves what has a
 * route, and the dispatcher sends the rest. Interceptors composed after it, for retries or a cache,
 * see both.
 * @param served one application for all requests, or applications by origin.
 * @throws {TypeError} for what is neither an application nor routes, and for an unknown or invalid
 * option.
 * @example
 * ```ts
 * const dispatcher = new Agent().compose(createInterceptor({ "*.internal.local": app }));
 * ```
 */
export function createInterceptor(served: App | Routes, options: ServingOptions = {}): MemoryInterceptor {
  assertSettings("createInterceptor", servingSetting(), options);
  const table = createRouteTable("createInterceptor", served);
  const intercept: AnyInterceptor = (dispatch) => {
    const ways = { table, limits: options, otherwise: dispatch, underWay: new Set<never>(), onEnd() {} };
    return (request, handler) => routeRequest(ways, request, handler);
  };
  const interceptor: MemoryInterceptor = Object.assign(intercept, {
    route(match: RouteMatch, target: RouteTarget) {
      table.add(match, target);
      return interceptor;
    },
  });
  return interceptor;
}
