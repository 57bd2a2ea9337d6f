/**
 * Statuses as codes. A status counts only when nothing better is known: a proxy's page, a gateway's
 * timeout, a foreign server. It is then read as gRPC and Connect read it.
 */

import type { Code } from "@seamline/core";

const codes: ReadonlyMap<number, Code> = new Map([
  [400, "internal"],
  [401, "unauthenticated"],
  [403, "permission_denied"],
  [404, "unimplemented"],
  [408, "unavailable"], // our own listeners say so when a request came in too slowly
  [413, "resource_exhausted"], // and so when it was too large
  [414, "invalid_argument"],
  [429, "unavailable"],
  [431, "invalid_argument"],
  [502, "unavailable"],
  [503, "unavailable"],
  [504, "unavailable"],
]);

/**
 * The code of an answer whose body cannot be trusted.
 * @see https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 * @see https://connectrpc.com/docs/protocol/#http-to-error-code
 */
export function fromStatus(status: number): Code {
  if (status < 200 || status > 599) return "internal";
  return codes.get(status) ?? "unknown";
}
