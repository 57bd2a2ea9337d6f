/**
 * The REST binding of a mock as request handlers of msw, for `setupServer` and for undici's
 * dispatchers.
 */

import type { Operation } from "@seamline/core/extend";
import { assertSettings, object, oneOf, type Setting, text } from "@seamline/core/settings";
import { type HttpHandler, http } from "msw";
import type { Mock } from "../mock/create-mock.ts";
import { mockSetting } from "../mock/mocks.ts";
import { createRequestMatcher, nameOf } from "./match-request.ts";
import { respondTo, respondToUnknown } from "./respond-to.ts";

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
 * Creates one msw handler for each operation of a mock. Requests are routed and decoded, and responses
 * encoded, as by a listener; stubs return the outputs.
 *
 * @throws {TypeError} for a value that is no mock, and for an unknown or invalid option.
 * @example
 * ```ts
 * const restaurant = createRestaurantMock();
 * const server = setupServer(...restHandlers(restaurant, { baseUrl: "http://restaurant.test" }));
 * ```
 */
export function restHandlers(mock: Mock<unknown>, options: RestHandlerOptions = {}): HttpHandler[] {
  assertSettings("restHandlers", mockSetting, mock);
  assertSettings("restHandlers", handlersSetting, options);
  const { baseUrl = "*", expose } = options;
  const base = baseUrl.replace(/\/$/, "");
  // With any base URL, a shorter route also matches the end of a longer one.
  const lengthOrder = base.includes("*") ? -1 : 1;
  const served = Object.values(mock.contract.operations)
    .filter((operation) => expose === undefined || operation.expose === expose)
    .toSorted((one, other) => lengthOrder * (lengthOf(one) - lengthOf(other)) || compareRoutes(one, other));
  const ids = new Set(served.map(({ id }) => id));
  const isUnknown = (name: string): boolean => name.startsWith(`${mock.contract.name}.`) && !ids.has(name);
  return served.map((operation) => {
    const {
      id,
      http: { method, segments },
    } = operation;
    const matches = createRequestMatcher(base, operation, (name) => name === id || isUnknown(name));
    const handler = register[method](
      ({ request }) => matches(request),
      ({ request }) =>
        isUnknown(nameOf(request) ?? id) ? respondToUnknown(request) : respondTo(mock, operation, request),
    );
    const parts = segments.map((segment) => ("literal" in segment ? segment.literal : `:${segment.placeholder}`));
    handler.info.header = `${method} ${base}/${parts.join("/")}`;
    return handler;
  });
}

const handlersSetting: Setting = object({
  baseUrl: text("an origin and optionally a base path"),
  expose: oneOf("public"),
});

const lengthOf = ({ http }: Operation): number => http.segments.length;

const register = { GET: http.get, POST: http.post, PUT: http.put, PATCH: http.patch, DELETE: http.delete } as const;

/**
 * Compares routes of one length as listeners rank them, a literal before a placeholder, because msw
 * takes the first handler that matches.
 */
function compareRoutes({ http: one }: Operation, { http: other }: Operation): number {
  for (const [index, segment] of one.segments.entries()) {
    const against = other.segments[index];
    if (against === undefined) break;
    const difference = Number("placeholder" in segment) - Number("placeholder" in against);
    if (difference !== 0) return difference;
  }
  return 0;
}
