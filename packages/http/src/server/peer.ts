/**
 * The callers of an internal listener, identified by signatures and certificates, of single calls
 * or of batches.
 */

import type { SigningKey } from "@seamline/core/extend";
import {
  createVerifier,
  explainVerdicts,
  parseSignature,
  type RefusalLog,
  type SignedCall,
} from "@seamline/core/signing";
import { decodeContext } from "@seamline/core/wire";
import { headerOf, wireHeaders } from "../binding/wire-headers.ts";
import type { ArrivedRequest } from "./arrival.ts";
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
export type PeerCheck = (req: ArrivedRequest) => (signed: () => SignedCall) => CallerOf;

/**
 * Creates the check of a listener. With keys, the signature proves the caller; with mutual TLS, the
 * certificate limits the possible callers; with both, both must be valid and agree. Without either
 * nothing is verified; only loopback listeners open like that. The log gets the failed check.
 */
export function createPeerCheck(keys: readonly SigningKey[], log: RefusalLog, tls?: InternalTls): PeerCheck {
  const verifier = keys.length === 0 ? undefined : createVerifier(keys);
  const reasons = explainVerdicts(keys);
  return (req) => {
    const header = headerOf(req, wireHeaders.signature);
    const signature = verifier && parseSignature(header);
    const refuse = (
      refusal: Refusal,
      reason: string,
      caller: string | undefined = signature?.caller ?? claimOf(req),
    ): Refusal => {
      log({ caller, keyId: signature?.keyId, address: req.socket.remoteAddress, reason });
      return refusal;
    };
    const certified = tls !== undefined && isMutual(tls) ? certifiedServices(req, tls) : undefined;
    if (certified?.length === 0)
      throw refuse(uncertified(), "its certificate is missing, unverified or names no service");
    if (verifier !== undefined && signature === undefined) {
      throw refuse(unsigned(), header === undefined ? reasons.missing : reasons.malformed);
    }
    return (signed) => {
      if (verifier !== undefined && signature !== undefined) {
        const verdict = verifier.verify(signature, signed());
        if (verdict === "full") throw new Refusal("unavailable", "There is no room to remember another signed call");
        if (verdict !== "valid") throw refuse(unsigned(), reasons[verdict]);
      }
      return (named) => {
        const claimed = verifier === undefined ? named : signature?.caller || undefined;
        if (certified !== undefined && claimed !== undefined && !certified.includes(claimed)) {
          throw refuse(uncertified(), `its certificate names only ${certified.join(", ")}`, claimed);
        }
        // Clients other than Seamline's send no context; a certificate with exactly one service
        // still identifies them.
        return claimed ?? (verifier === undefined && certified?.length === 1 ? certified[0] : undefined);
      };
    };
  };
}

/** Returns the caller that an unsigned request claims to be, if it may stand in a log. */
function claimOf(req: ArrivedRequest): string | undefined {
  try {
    const { caller } = decodeContext(headerOf(req, wireHeaders.context));
    return caller !== undefined && /^[A-Za-z0-9]{1,128}$/.test(caller) ? caller : undefined;
  } catch {
    return undefined;
  }
}

/** One error for all failed checks: the failed one would only help an attacker. */
function unsigned(): Refusal {
  return new Refusal("unauthenticated", "Expected a valid signature of a known key");
}

/** Also one error for all failed checks. */
function uncertified(): Refusal {
  return new Refusal("unauthenticated", "Expected a client certificate of a known authority that names the caller");
}
