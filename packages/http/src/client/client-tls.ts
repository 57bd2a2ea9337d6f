/** TLS of a transport: whom it believes, and who it is. */

import { findMaterialFault, type NodeTls, type TlsMaterial, toNodeTls } from "../security/tls.ts";
import type { HttpTarget } from "./http-target.ts";

/**
 * TLS of a transport. Without a `ca` it believes the authorities that Node believes; with one, that
 * one only.
 */
export interface ClientTls extends TlsMaterial {
  /** The name that the callee's certificate must have. Default: the host of the URL. */
  readonly servername?: string | undefined;
}

/** Whether requests to a target go over TLS. */
export function isSecure(target: HttpTarget): boolean {
  return target.origin.startsWith("https:");
}

/**
 * What undici's connector is given. A certificate that cannot be verified is never accepted,
 * whatever the environment says.
 */
export function toClientTls(tls: ClientTls): NodeTls & { rejectUnauthorized: true; servername?: string } {
  assertClientTls(tls);
  const { servername } = tls;
  return { ...toNodeTls(tls), ...(servername !== undefined && { servername }), rejectUnauthorized: true };
}

/**
 * Refuses certificates and keys that cannot be used.
 * @throws {TypeError} with nothing of them in its message.
 */
export function assertClientTls(tls: ClientTls): void {
  const fault = findMaterialFault(tls);
  if (fault !== undefined) throw new TypeError(`tls: ${fault}`);
}
