/**
 * Who may call, and what is believed of a call. From outside next to nothing is: who it is for is what `authenticate` says.
 * Between services everything is, once the signature holds.
 */

import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { PeerCertificate } from "node:tls";
import { type Code, type Principal, ServiceError } from "@seamline/core";
import {
  type CallContextFields,
  cutBaggage,
  freezePrincipal,
  noMetadata,
  parseTraceparent,
  type SigningKey,
} from "@seamline/core/extend";
import { decodeContext } from "../binding/call-fields.ts";
import { wireHeaders } from "../binding/wire-headers.ts";
import { createVerifier, parseSignature } from "../security/signature.ts";
import { certificateOf, certifiedServices, type InternalTls, isMutual } from "./listener-tls.ts";
import type { ServedOperation } from "./operation-router.ts";
import { Refusal } from "./refusal.ts";

/** What `authenticate` sees of a request. */
export interface PublicRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** Path and query as they arrived. */
  readonly path: string;
  /** `undefined` on Unix sockets. Behind a proxy this is the proxy. */
  readonly remoteAddress: string | undefined;
  /** The client's certificate, where the listener's `tls` asks for one and it was verified. */
  readonly certificate: PeerCertificate | undefined;
}

/**
 * Finds out who a public request is for. `undefined` lets it through as nobody. Throw a ServiceError with the code
 * `unauthenticated`, `permission_denied` or `unavailable` to refuse it in your own words; anything else thrown is answered as
 * `internal`, without its message.
 */
export type Authenticate = (request: PublicRequest) => Principal | undefined | Promise<Principal | undefined>;

/** What an admission finds out about a call. */
export type Admitted = Pick<
  CallContextFields,
  "origin" | "depth" | "caller" | "principal" | "tenant" | "locale" | "metadata" | "trace" | "parentTrace" | "baggage"
>;

/**
 * Decides about one request in two steps: before its body is read, and with it.
 * @throws {ServiceError} when it is refused.
 */
export type Admission = (
  req: IncomingMessage,
  served: ServedOperation,
  deadline: number,
) => Promise<(body: Uint8Array) => Admitted>;

/** The admission of a public listener. */
export function admitPublic(authenticate: Authenticate | undefined): Admission {
  return async (req, _served, deadline) => {
    const principal = authenticate && (await authenticateWithin(deadline, authenticate, req));
    const admitted: Admitted = {
      origin: "public",
      depth: 1,
      principal: principal && freezePrincipal(principal),
      locale: firstLanguage(req.headers["accept-language"]),
      metadata: noMetadata,
      parentTrace: traceOf(req),
    };
    return () => admitted;
  };
}

/**
 * The admission of an internal listener. With keys the signature says who calls, with mutual TLS the certificate says who may be
 * meant; with both, both must hold and agree. Without either nothing is verified; only loopback listeners open like that.
 */
export function admitInternal(keys: readonly SigningKey[], tls?: InternalTls): Admission {
  const verifier = keys.length === 0 ? undefined : createVerifier(keys);
  return async (req, { operation, binding }) => {
    const certified = tls !== undefined && isMutual(tls) ? certifiedServices(req, tls) : undefined;
    if (certified?.length === 0) throw uncertified();
    const signature = parseSignature(headerOf(req, wireHeaders.signature));
    if (verifier !== undefined && signature === undefined) throw unsigned();
    return (body) => {
      const context = headerOf(req, wireHeaders.context);
      if (verifier !== undefined && signature !== undefined) {
        const { callId, timeout, idempotencyKey } = wireHeaders;
        const verdict = verifier.verify(signature, {
          method: req.method ?? "",
          target: req.url ?? "",
          operation: operation.id,
          audience: operation.service,
          headers: [
            ...[headerOf(req, callId), headerOf(req, timeout), context, headerOf(req, idempotencyKey)],
            ...binding.headerNames.map((name) => headerOf(req, name)),
          ],
          body,
        });
        if (verdict === "invalid") throw unsigned();
        if (verdict === "full") throw new Refusal("unavailable", "There is no room to remember another signed call");
      }
      const fields = decodeContext(context);
      const claimed = verifier === undefined ? fields.caller : signature?.caller || undefined;
      if (certified !== undefined && claimed !== undefined && !certified.includes(claimed)) throw uncertified();
      // A client that is no Seamline client says nothing of itself; its certificate does, if it can mean only one.
      const caller = claimed ?? (verifier === undefined && certified?.length === 1 ? certified[0] : undefined);
      const baggage = cutBaggage(headerOf(req, wireHeaders.baggage));
      return { ...fields, origin: "service", caller, trace: traceOf(req), baggage };
    };
  };
}

function traceOf(req: IncomingMessage): Admitted["trace"] {
  return parseTraceparent(headerOf(req, wireHeaders.trace), headerOf(req, wireHeaders.traceState));
}

/** A request header; repeated ones were joined by a comma. */
export function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** What `authenticate` may say in its own words. */
const refusals: ReadonlySet<Code> = new Set(["unauthenticated", "permission_denied", "unavailable"]);

async function authenticateWithin(
  deadline: number,
  authenticate: Authenticate,
  req: IncomingMessage,
): Promise<Principal | undefined> {
  const request: PublicRequest = {
    headers: req.headers,
    method: req.method ?? "",
    path: req.url ?? "",
    remoteAddress: req.socket.remoteAddress,
    certificate: certificateOf(req),
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      const expire = (): void => reject(new Refusal("deadline_exceeded", "Authentication did not settle in time"));
      timer = setTimeout(expire, Math.max(0, deadline - performance.now()));
    });
    return await Promise.race([authenticate(request), late]);
  } catch (reason) {
    const refused = ServiceError.is(reason) && refusals.has(reason.code);
    if (reason instanceof Refusal) throw reason;
    if (refused) throw new Refusal(reason.code, reason.message);
    throw new Error("authenticate failed", { cause: reason });
  } finally {
    clearTimeout(timer);
  }
}

/** One answer for every check that fails: which one it was helps only an attacker. */
function unsigned(): Refusal {
  return new Refusal("unauthenticated", "Expected a valid signature of a known key");
}

/** Here, too, one answer. */
function uncertified(): Refusal {
  return new Refusal("unauthenticated", "Expected a client certificate of a known authority that names the caller");
}

/** The language that a client names first. */
function firstLanguage(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*(?=\s*(?:[,;]|$))/.exec(header)?.[0];
}
