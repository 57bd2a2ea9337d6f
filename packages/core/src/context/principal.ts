/** The caller on whose behalf a call is made. */

import { ServiceError } from "../error/service-error.ts";
import { countBytes } from "../platform/bytes.ts";
import { freezeJson } from "./json.ts";

/**
 * The caller on whose behalf a call is made, as `authenticate` returns it. JSON data of at most
 * 4,096 bytes with any claims beside the id; frozen once it is in a context.
 */
export interface Principal {
  /** Identifies the person or the machine. */
  readonly id: string;
  /** A claim: any JSON value. */
  readonly [claim: string]: unknown;
}

/** Bytes that a principal may take as JSON. */
const maxPrincipalBytes = 4096;

/**
 * A frozen copy of a principal, as a remote callee would receive it.
 * @throws {ServiceError} `invalid_argument` when it is not JSON data with an id,
 * `resource_exhausted` beyond 4,096 bytes.
 * @example
 * ```ts
 * import { freezePrincipal } from "@seamline/core/extend";
 *
 * const principal = freezePrincipal({ id: "ada", roles: ["admin"] });
 * console.log(Object.isFrozen(principal.roles)); // true
 * ```
 */
export function freezePrincipal(principal: Principal): Principal {
  const frozen = freezeJson(principal, "principal") as Principal | null;
  if (typeof frozen !== "object" || typeof frozen?.id !== "string") {
    throw new ServiceError("invalid_argument", "principal: expected an object with the text id, found none");
  }
  const bytes = countBytes(JSON.stringify(frozen));
  if (bytes <= maxPrincipalBytes) return frozen;
  throw new ServiceError(
    "resource_exhausted",
    `principal: expected at most ${maxPrincipalBytes} bytes as JSON, found ${bytes}; send an id and let the callee look up the rest`,
  );
}
