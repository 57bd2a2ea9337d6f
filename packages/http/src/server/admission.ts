/**
 * Admission of calls. Of a request from outside, only the principal that `authenticate` returns is
 * trusted. Between services all fields are trusted, once the signature is valid.
 */

import type { IncomingHttpHeaders } from "node:http";
import type { PeerCertificate } from "node:tls";
import { type Code, type Metadata, type Principal, ServiceError } from "@seamline/core";
import { type CallContextFields, freezePrincipal, parseTraceparent, type Trace } from "@seamline/core/extend";
import { cutBaggage, noMetadata, now, startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import type { SignedCall } from "@seamline/core/signing";
import { type CallFields, decodeContext } from "@seamline/core/wire";
import { headerOf, wireHeaders } from "../binding/wire-headers.ts";
import type { ArrivedRequest } from "./arrival.ts";
import { certificateOf } from "./listener-tls.ts";
import type { ServedOperation } from "./operation-router.ts";
import type { PeerCheck } from "./peer.ts";
import { Refusal } from "./refusal.ts";

/** The parts of a request that `authenticate` receives. */
export interface PublicRequest {
  /** Headers by lower-case name, as Node parses them. */
  readonly headers: IncomingHttpHeaders;
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** Path and query as received. */
  readonly path: string;
  /** The address of the client; behind a proxy, of the proxy. `undefined` on Unix sockets. */
  readonly remoteAddress: string | undefined;
  /** The client's certificate, if the listener's `tls` requests one and it was verified. */
  readonly certificate: PeerCertificate | undefined;
}

/**
 * Returns the principal of a public request; only `undefined` accepts it as anonymous. Throw a
 * ServiceError with the code `unauthenticated`, `permission_denied` or `unavailable` to refuse the
 * request with its message; any other error, and any value that is no principal with an id, fails
 * the request as `internal` before its handler runs, without a message of yours.
 */
export type Authenticate = (request: PublicRequest) => Principal | undefined | Promise<Principal | undefined>;

/** The fields of a call before it is admitted. */
export type RequestedCall = Required<Pick<CallContextFields, "operation" | "deadline" | "callId" | "idempotencyKey">>;

/**
 * Completes the fields of a call, given the body of its request.
 * @throws {ServiceError} if the call is refused.
 */
export type Confirm = (requested: RequestedCall, body: Uint8Array) => CallContextFields;

/**
 * Admits one request in two steps: before its body is read, and with it.
 * @throws {ServiceError} if the request is refused; an asynchronous step rejects with it.
 */
export type Admission = (req: ArrivedRequest, served: ServedOperation, deadline: number) => Confirm | Promise<Confirm>;

/** Returns the principal of an arrived request, see {@link Authenticate}. */
export type AuthenticateArrived = (req: ArrivedRequest) => ReturnType<Authenticate>;

/** The admission of calls from outside. */
export function admitPublic(authenticate: AuthenticateArrived | undefined): Admission {
  const confirm =
    (req: ArrivedRequest, principal: Principal | undefined): Confirm =>
    (requested) => ({
      ...requested,
      origin: "public",
      depth: 1,
      principal,
      locale: firstLanguage(req.headers["accept-language"]),
      metadata: noMetadata,
      parentTrace: traceOf(req),
    });
  return (req, _served, deadline) =>
    authenticate === undefined
      ? confirm(req, undefined)
      : authenticateWithin(deadline, authenticate, req).then((principal) => confirm(req, principal));
}

/** Returns the parts of a request that `authenticate` receives. */
export function toPublicRequest(req: ArrivedRequest): PublicRequest {
  return {
    headers: req.headers,
    method: req.method ?? "",
    path: req.url ?? "",
    remoteAddress: req.socket.remoteAddress,
    certificate: certificateOf(req),
  };
}

/** Returns the parts of a call between services that its signature covers. */
export function toSignedCall(
  req: ArrivedRequest,
  called: { readonly operation: string; readonly service: string; readonly headerNames: readonly string[] },
  body: Uint8Array,
): SignedCall {
  const { callId, timeout, context, idempotencyKey } = wireHeaders;
  return {
    method: req.method ?? "",
    target: req.url ?? "",
    operation: called.operation,
    audience: called.service,
    headers: [callId, timeout, context, idempotencyKey, ...called.headerNames].map((name) => headerOf(req, name)),
    body,
  };
}

/** The admission of calls between services. */
export function admitInternal(checkPeer: PeerCheck): Admission {
  return (req, { operation: { id: operation, service }, binding: { headerNames } }) => {
    const verify = checkPeer(req);
    return (requested, body) => {
      const callerOf = verify(() => toSignedCall(req, { operation, service, headerNames }, body));
      const fields = decodeContext(headerOf(req, wireHeaders.context));
      return new ServiceCall(requested, fields, callerOf(fields.caller), req);
    };
  };
}

/** A call between services. Its trace is parsed lazily, as most handlers do not read it. */
class ServiceCall implements CallContextFields {
  readonly origin = "service";
  readonly operation: RequestedCall["operation"];
  readonly deadline: RequestedCall["deadline"];
  readonly callId: RequestedCall["callId"];
  readonly idempotencyKey: RequestedCall["idempotencyKey"];
  readonly depth: number;
  readonly caller: string | undefined;
  readonly principal: Principal | undefined;
  readonly tenant: string | undefined;
  readonly locale: string | undefined;
  readonly metadata: Metadata;
  readonly baggage: string | undefined;
  readonly #traceparent: string | undefined;
  readonly #tracestate: string | undefined;

  constructor(requested: RequestedCall, fields: CallFields, caller: string | undefined, req: ArrivedRequest) {
    this.operation = requested.operation;
    this.deadline = requested.deadline;
    this.callId = requested.callId;
    this.idempotencyKey = requested.idempotencyKey;
    this.depth = fields.depth;
    this.caller = caller;
    this.principal = fields.principal;
    this.tenant = fields.tenant;
    this.locale = fields.locale;
    this.metadata = fields.metadata;
    const baggage = headerOf(req, wireHeaders.baggage);
    this.baggage = baggage === undefined ? undefined : cutBaggage(baggage);
    this.#traceparent = headerOf(req, wireHeaders.trace);
    this.#tracestate = headerOf(req, wireHeaders.traceState);
  }

  get trace(): Trace | undefined {
    return parseTraceparent(this.#traceparent, this.#tracestate);
  }
}

function traceOf(req: ArrivedRequest): Trace | undefined {
  return parseTraceparent(headerOf(req, wireHeaders.trace), headerOf(req, wireHeaders.traceState));
}

/** Codes with which `authenticate` may refuse a request. */
const refusals: ReadonlySet<Code> = new Set(["unauthenticated", "permission_denied", "unavailable"]);

async function authenticateWithin(
  deadline: number,
  authenticate: AuthenticateArrived,
  req: ArrivedRequest,
): Promise<Principal | undefined> {
  let timer: Timer | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      const expire = (): void => reject(new Refusal("deadline_exceeded", "Authentication did not settle in time"));
      timer = startTimer(expire, Math.max(0, deadline - now()));
    });
    return readPrincipal(await Promise.race([authenticate(req), late]));
  } catch (reason) {
    const refused = ServiceError.is(reason) && refusals.has(reason.code);
    if (reason instanceof Refusal) throw reason;
    if (refused) throw new Refusal(reason.code, reason.message);
    throw new Error("authenticate failed", { cause: reason });
  } finally {
    stopTimer(timer);
  }
}

/**
 * A frozen copy of the principal that `authenticate` returned. A falsy value is not `undefined`: a
 * check that returns `false` or `null` meant to refuse.
 * @throws {TypeError} for a value that is no principal with an id.
 */
function readPrincipal(returned: unknown): Principal | undefined {
  if (returned === undefined) return undefined;
  if (typeof returned !== "object" || returned === null) throw unexpected(returned === null ? "null" : typeof returned);
  const principal = freezePrincipal(returned as Principal);
  if (principal.id === "") throw unexpected("one with an empty id");
  return principal;
}

function unexpected(found: string): TypeError {
  return new TypeError(
    `authenticate: expected a principal, or undefined for an anonymous caller, found ${found}; to refuse a request, throw a ServiceError`,
  );
}

/** Returns the first language of an `accept-language` header. */
function firstLanguage(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*(?=\s*(?:[,;]|$))/.exec(header)?.[0];
}
