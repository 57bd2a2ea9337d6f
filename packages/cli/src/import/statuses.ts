/** HTTP statuses as declared errors: a name and a code each. */

import type { Code } from "@seamline/core";

const known: Readonly<Record<number, readonly [reason: string, code: Code]>> = {
  400: ["badRequest", "invalid_argument"],
  401: ["unauthorized", "unauthenticated"],
  402: ["paymentRequired", "failed_precondition"],
  403: ["forbidden", "permission_denied"],
  404: ["notFound", "not_found"],
  405: ["methodNotAllowed", "unimplemented"],
  406: ["notAcceptable", "invalid_argument"],
  408: ["requestTimeout", "deadline_exceeded"],
  409: ["conflict", "aborted"],
  410: ["gone", "not_found"],
  412: ["preconditionFailed", "failed_precondition"],
  413: ["contentTooLarge", "resource_exhausted"],
  415: ["unsupportedMediaType", "invalid_argument"],
  416: ["rangeNotSatisfiable", "out_of_range"],
  418: ["teapot", "failed_precondition"],
  422: ["unprocessableContent", "invalid_argument"],
  423: ["locked", "failed_precondition"],
  424: ["failedDependency", "failed_precondition"],
  425: ["tooEarly", "unavailable"],
  428: ["preconditionRequired", "failed_precondition"],
  429: ["tooManyRequests", "resource_exhausted"],
  451: ["unavailableForLegalReasons", "permission_denied"],
  500: ["internalServerError", "internal"],
  501: ["notImplemented", "unimplemented"],
  502: ["badGateway", "unavailable"],
  503: ["serviceUnavailable", "unavailable"],
  504: ["gatewayTimeout", "deadline_exceeded"],
  507: ["insufficientStorage", "resource_exhausted"],
};

/** The name and the code of an error with this status. */
export function describeStatus(status: number): { readonly reason: string; readonly code: Code } {
  const [reason, code] = known[status] ?? [`status${status}`, status < 500 ? "failed_precondition" : "internal"];
  return { reason, code };
}
