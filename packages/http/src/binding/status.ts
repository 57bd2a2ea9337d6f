/**
 * Codes of HTTP statuses. A status counts only if the body holds no error of a Seamline listener:
 * the page of a proxy, the timeout of a gateway, a foreign server. It is then mapped as in gRPC and
 * Connect.
 */

import type { Code } from "@seamline/core";

const codes: ReadonlyMap<number, Code> = new Map([
  [400, "internal"],
  [401, "unauthenticated"],
  [403, "permission_denied"],
  [404, "unimplemented"],
  [408, "unavailable"], // Seamline listeners send it for a request that arrives too slowly
  [413, "resource_exhausted"], // and this one for a body that is too large
  [414, "invalid_argument"],
  [429, "unavailable"],
  [431, "invalid_argument"],
  [502, "unavailable"],
  [503, "unavailable"],
  [504, "unavailable"],
]);

/**
 * Returns the code of a response whose body cannot be trusted; `unknown` for a status outside the
 * table.
 * @see https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 * @see https://connectrpc.com/docs/protocol/#http-to-error-code
 */
export function fromStatus(status: number): Code {
  if (status < 200 || status > 599) return "internal";
  return codes.get(status) ?? "unknown";
}
