/**
 * The callers of an internal listener, identified by signatures and certificates, of single calls
 * or of batches.
 */

import type { IncomingMessage } from "node:http";
import type { SigningKey } from "@seamline/core/extend";
import { headerOf, wireHeaders } from "../binding/wire-headers.ts";
import { createVerifier, parseSignature, type SignedCall } from "../security/signature.ts";
import { certifiedServices, type InternalTls, isMutual } from "./listener-tls.ts";
import { Refusal } from "./refusal.ts";

/**
 * Returns the calling service, given the one in the call's context.
 * @throws {ServiceError} `unauthenticated` if another one is proven.
 */
export type CallerOf = (named: string | undefined) => string | undefined;

/**
 * Checks a request in two steps: before its body is read, and with the signed parts.
 * @throws {ServiceError} if a check fails.
 */
export type PeerCheck = (req: IncomingMessage) => (signed: () => SignedCall) => CallerOf;

/**
 * Creates the check of a listener. With keys, the signature proves the caller; with mutual TLS, the
 * certificate limits the possible callers; with both, both must be valid and agree. Without either
 * nothing is verified; only loopback listeners open like that.
 */
export function createPeerCheck(keys: readonly SigningKey[], tls?: InternalTls): PeerCheck {
  const verifier = keys.length === 0 ? undefined : createVerifier(keys);
  return (req) => {
    const certified = tls !== undefined && isMutual(tls) ? certifiedServices(req, tls) : undefined;
    if (certified?.length === 0) throw uncertified();
    const signature = verifier && parseSignature(headerOf(req, wireHeaders.signature));
    if (verifier !== undefined && signature === undefined) throw unsigned();
    return (signed) => {
      if (verifier !== undefined && signature !== undefined) {
        const verdict = verifier.verify(signature, signed());
        if (verdict === "invalid") throw unsigned();
        if (verdict === "full") throw new Refusal("unavailable", "There is no room to remember another signed call");
      }
      return (named) => {
        const claimed = verifier === undefined ? named : signature?.caller || undefined;
        if (certified !== undefined && claimed !== undefined && !certified.includes(claimed)) throw uncertified();
        // Clients other than Seamline's send no context; a certificate with exactly one service
        // still identifies them.
        return claimed ?? (verifier === undefined && certified?.length === 1 ? certified[0] : undefined);
      };
    };
  };
}

/** One error for all failed checks: the failed one would only help an attacker. */
function unsigned(): Refusal {
  return new Refusal("unauthenticated", "Expected a valid signature of a known key");
}

/** Also one error for all failed checks. */
function uncertified(): Refusal {
  return new Refusal("unauthenticated", "Expected a client certificate of a known authority that names the caller");
}
