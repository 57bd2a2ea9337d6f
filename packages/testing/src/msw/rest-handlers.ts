/** The REST binding of a mock as request handlers of msw: for `setupServer`, and for undici's dispatchers. */

import type { Operation } from "@seamline/core/extend";
import { type HttpHandler, http } from "msw";
import type { Mock } from "../mock/create-mock.ts";
import { answerRequest } from "./answer-request.ts";

/** The requests that the handlers respond to. */
export interface RestHandlerOptions {
  /**
   * The base URL of the service, as msw writes it: an origin, and a base path if there is one.
   * Default `*`, anywhere.
   */
  readonly baseUrl?: string;
  /**
   * `public` leaves out internal operations, as the public listener does. Default: all operations.
   */
  readonly expose?: "public";
}

/**
 * One msw handler for each operation of a mock. Requests are decoded, answered by the stubs and
 * encoded as a listener does it.
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
      return register[operation.http.method](url, ({ request }) => answerRequest(mock, operation, request));
    });
}

const register = { GET: http.get, POST: http.post, PUT: http.put, PATCH: http.patch, DELETE: http.delete } as const;

/** msw takes the first that matches: a literal segment stands before a placeholder. */
function compareRoutes({ http: one }: Operation, { http: other }: Operation): number {
  for (const [index, segment] of one.segments.entries()) {
    const against = other.segments[index];
    if (against === undefined) return 1;
    const difference = Number("placeholder" in segment) - Number("placeholder" in against);
    if (difference !== 0) return difference;
  }
  return one.segments.length - other.segments.length;
}
