/**
 * Who may call, and what is believed of a call. From outside next to nothing is: who it is for is
 * what `authenticate` says. Between services everything is, once the signature holds.
 */

import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { PeerCertificate } from "node:tls";
import { type Code, type Metadata, type Principal, ServiceError } from "@seamline/core";
import { type CallContextFields, freezePrincipal, parseTraceparent, type Trace } from "@seamline/core/extend";
import { cutBaggage, noMetadata } from "@seamline/core/internal";
import { type CallFields, decodeContext } from "../binding/call-fields.ts";
import { headerOf, wireHeaders } from "../binding/wire-headers.ts";
import { certificateOf } from "./listener-tls.ts";
import type { ServedOperation } from "./operation-router.ts";
import type { PeerCheck } from "./peer.ts";
import { Refusal } from "./refusal.ts";

/** The parts of a request that `authenticate` sees. */
export interface PublicRequest {
  /** By lower-case name, as Node parses them. */
  readonly headers: IncomingHttpHeaders;
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** Path and query as they arrived. */
  readonly path: string;
  /** `undefined` on Unix sockets. Behind a proxy this is the proxy. */
  readonly remoteAddress: string | undefined;
  /** The client's certificate, where the listener's `tls` asks for one and it was verified. */
  readonly certificate: PeerCertificate | undefined;
}

/**
 * Finds the principal of a public request. `undefined` accepts it as anonymous. Throw a
 * ServiceError with the code `unauthenticated`, `permission_denied` or `unavailable` to refuse it
 * in your own words; anything else thrown fails the request as `internal`, without its message.
 */
export type Authenticate = (request: PublicRequest) => Principal | undefined | Promise<Principal | undefined>;

/** What is known of a call before it is admitted. */
export type Asked = Required<Pick<CallContextFields, "operation" | "deadline" | "callId" | "idempotencyKey">>;

/**
 * With the body of a request: everything that is known of its call.
 * @throws {ServiceError} when it is refused.
 */
export type Confirm = (asked: Asked, body: Uint8Array) => CallContextFields;

/**
 * Decides about one request in two steps: before its body is read, and with it.
 * @throws {ServiceError} when it is refused; one that takes its time rejects with it.
 */
export type Admission = (req: IncomingMessage, served: ServedOperation, deadline: number) => Confirm | Promise<Confirm>;

/** The admission of a public listener. */
export function admitPublic(authenticate: Authenticate | undefined): Admission {
  const confirm =
    (req: IncomingMessage, principal: Principal | undefined): Confirm =>
    (asked) => ({
      ...asked,
      origin: "public",
      depth: 1,
      principal: principal && freezePrincipal(principal),
      locale: firstLanguage(req.headers["accept-language"]),
      metadata: noMetadata,
      parentTrace: traceOf(req),
    });
  return (req, _served, deadline) =>
    authenticate === undefined
      ? confirm(req, undefined)
      : authenticateWithin(deadline, authenticate, req).then((principal) => confirm(req, principal));
}

/** The admission of an internal listener. */
export function admitInternal(checkPeer: PeerCheck): Admission {
  return (req, { operation, binding }) => {
    const verify = checkPeer(req);
    return (asked, body) => {
      const context = headerOf(req, wireHeaders.context);
      const { callId, timeout, idempotencyKey } = wireHeaders;
      const callerOf = verify(() => ({
        method: req.method ?? "",
        target: req.url ?? "",
        operation: operation.id,
        audience: operation.service,
        headers: [
          ...[headerOf(req, callId), headerOf(req, timeout), context, headerOf(req, idempotencyKey)],
          ...binding.headerNames.map((name) => headerOf(req, name)),
        ],
        body,
      }));
      const fields = decodeContext(context);
      return new ServiceCall(asked, fields, callerOf(fields.caller), req);
    };
  };
}

/** A call between services. Most handlers ask for no trace, which is read only then. */
class ServiceCall implements CallContextFields {
  readonly origin = "service";
  readonly operation: Asked["operation"];
  readonly deadline: Asked["deadline"];
  readonly callId: Asked["callId"];
  readonly idempotencyKey: Asked["idempotencyKey"];
  readonly depth: number;
  readonly caller: string | undefined;
  readonly principal: Principal | undefined;
  readonly tenant: string | undefined;
  readonly locale: string | undefined;
  readonly metadata: Metadata;
  readonly baggage: string | undefined;
  readonly #traceparent: string | undefined;
  readonly #tracestate: string | undefined;

  constructor(asked: Asked, fields: CallFields, caller: string | undefined, req: IncomingMessage) {
    this.operation = asked.operation;
    this.deadline = asked.deadline;
    this.callId = asked.callId;
    this.idempotencyKey = asked.idempotencyKey;
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

function traceOf(req: IncomingMessage): Trace | undefined {
  return parseTraceparent(headerOf(req, wireHeaders.trace), headerOf(req, wireHeaders.traceState));
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

/** The language that a client names first. */
function firstLanguage(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*(?=\s*(?:[,;]|$))/.exec(header)?.[0];
}
