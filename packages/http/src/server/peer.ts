/**
 * Who is at the other end of an internal listener: what signatures and certificates say, of one
 * call or of many.
 */

import type { IncomingMessage } from "node:http";
import type { SigningKey } from "@seamline/core/extend";
import { headerOf, wireHeaders } from "../binding/wire-headers.ts";
import { createVerifier, parseSignature, type SignedCall } from "../security/signature.ts";
import { certifiedServices, type InternalTls, isMutual } from "./listener-tls.ts";
import { Refusal } from "./refusal.ts";

/**
 * The service that calls, given the one that a call names itself.
 * @throws {ServiceError} `unauthenticated` when it is another.
 */
export type CallerOf = (named: string | undefined) => string | undefined;

/**
 * Checks a request in two steps: before its body is read, and with what the two sides have signed.
 * @throws {ServiceError} when either does not hold.
 */
export type PeerCheck = (req: IncomingMessage) => (signed: () => SignedCall) => CallerOf;

/**
 * With keys the signature says who calls, with mutual TLS the certificate says who may be meant;
 * with both, both must hold and agree. Without either nothing is verified; only loopback listeners
 * open like that.
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
        // A client that is no Seamline client says nothing of itself; its certificate does, if it
        // can mean only one.
        return claimed ?? (verifier === undefined && certified?.length === 1 ? certified[0] : undefined);
      };
    };
  };
}

/** One answer for every check that fails: which one it was helps only an attacker. */
function unsigned(): Refusal {
  return new Refusal("unauthenticated", "Expected a valid signature of a known key");
}

/** Here, too, one answer. */
function uncertified(): Refusal {
  return new Refusal("unauthenticated", "Expected a client certificate of a known authority that names the caller");
}
