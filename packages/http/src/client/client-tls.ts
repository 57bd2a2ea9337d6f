/** TLS of a transport: the authorities that it trusts and its own certificate. */

import type { HttpTarget } from "../binding/http-target.ts";
import { findMaterialFault, type NodeTls, type TlsMaterial, toNodeTls } from "../security/tls.ts";

/**
 * TLS of a transport. Without a `ca`, the authorities that Node trusts are trusted; with one, only
 * it.
 */
export interface ClientTls extends TlsMaterial {
  /** The name that the callee's certificate must have. Default: the host of the URL. */
  readonly servername?: string | undefined;
}

/** Tests whether requests to a target use TLS. */
export function isSecure(target: HttpTarget): boolean {
  return target.origin.startsWith("https:");
}

/**
 * Converts the options to those of undici's connector. A certificate that cannot be verified is
 * never accepted, even with `NODE_TLS_REJECT_UNAUTHORIZED=0`.
 */
export function toClientTls(tls: ClientTls): NodeTls & { rejectUnauthorized: true; servername?: string } {
  assertClientTls(tls);
  const { servername } = tls;
  return { ...toNodeTls(tls), ...(servername !== undefined && { servername }), rejectUnauthorized: true };
}

/**
 * Refuses certificates and keys that cannot be used.
 * @throws {TypeError} with none of their content in its message.
 */
export function assertClientTls(tls: ClientTls): void {
  const fault = findMaterialFault(tls);
  if (fault !== undefined) throw new TypeError(`tls: ${fault}`);
}
