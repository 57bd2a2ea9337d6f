/**
 * The REST binding of a mock as request handlers of msw, for `setupServer` and for undici's
 * dispatchers.
 */

import type { Operation } from "@seamline/core/extend";
import { type HttpHandler, http } from "msw";
import type { Mock } from "../mock/create-mock.ts";
import { respondTo } from "./respond-to.ts";

/** The requests that the handlers respond to. */
export interface RestHandlerOptions {
  /**
   * The base URL of the service in msw's notation: an origin and optionally a base path. Default
   * `*`, any URL.
   */
  readonly baseUrl?: string;
  /**
   * `public` leaves out internal operations, as the public listener does. Default: all operations.
   */
  readonly expose?: "public";
}

/**
 * Creates one msw handler for each operation of a mock. Requests are decoded and responses encoded
 * as by a listener; stubs return the outputs.
 *
 * @example
 * ```ts
 * const restaurant = createRestaurantMock();
 * const server = setupServer(...restHandlers(restaurant, { baseUrl: "http://restaurant.test" }));
 * ```
 */
export function restHandlers(mock: Mock<unknown>, options: RestHandlerOptions = {}): HttpHandler[] {
  const { baseUrl = "*", expose } = options;
  return Object.values(mock.contract.operations)
    .filter((operation) => expose === undefined || operation.expose === expose)
    .toSorted(compareRoutes)
    .map((operation) => {
      const segments = operation.http.segments.map((segment) =>
        "literal" in segment ? segment.literal : `:${segment.placeholder}`,
      );
      const url = `${baseUrl.replace(/\/$/, "")}/${segments.join("/")}`;
      return register[operation.http.method](url, ({ request }) => respondTo(mock, operation, request));
    });
}

const register = { GET: http.get, POST: http.post, PUT: http.put, PATCH: http.patch, DELETE: http.delete } as const;

/** Sorts literal segments before placeholders: msw takes the first handler that matches. */
function compareRoutes({ http: one }: Operation, { http: other }: Operation): number {
  for (const [index, segment] of one.segments.entries()) {
    const against = other.segments[index];
    if (against === undefined) return 1;
    const difference = Number("placeholder" in segment) - Number("placeholder" in against);
    if (difference !== 0) return difference;
  }
  return one.segments.length - other.segments.length;
}
