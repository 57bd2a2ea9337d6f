/**
 * The errors of undici and Node when an exchange fails, each with its code and the progress that it
 * implies. An error that is not in the table is a bug, here or there, and becomes `internal`.
 */

import { AssertionError } from "node:assert";
import type { Code, SentState } from "@seamline/core";
import { deniedAddressCode } from "../binding/denied-addresses.ts";

/** The progress of an exchange when it failed. */
export type Progress = "queued" | "sent" | "receiving";

/** The failure of an exchange. */
export interface TransportFailure {
  readonly code: Code;
  readonly sent: SentState;
  /** A predicate, to follow the operation's name. */
  readonly text: string;
  /** `tls` or `address` if retries fail until a certificate or a name is repaired. */
  readonly reason?: string;
}

const unreachable = (text: string): TransportFailure => ({ code: "unavailable", sent: "not_sent", text });
const lost = (text: string): TransportFailure => ({ code: "unavailable", sent: "maybe_sent", text });
const broken = (text: string): TransportFailure => ({ code: "internal", sent: "maybe_sent", text });
const unsent = (text: string): TransportFailure => ({ code: "internal", sent: "not_sent", text });

const reset = lost("lost its connection before the response came");
const garbled = broken("received a response that is not HTTP/1.1");
const closed = unreachable("was called after its transport was closed");
const unexpected = broken("failed inside the HTTP client");
const resetOverTls = lost(
  "lost its connection before the response came; over TLS 1.3 a client certificate that is missing or refused looks like this",
);
const tls: TransportFailure = { ...unreachable("could not agree on TLS with the callee"), reason: "tls" };

/** Failures by `error.code`. Exported for the test over the error classes of undici. */
export const failuresByCode: Readonly<Record<string, TransportFailure>> = {
  // no connection
  EAI_AGAIN: unreachable("could not resolve the callee's name"),
  ECONNREFUSED: unreachable("found no listener at the callee's address"),
  EADDRNOTAVAIL: unreachable("could not open a connection from this machine"),
  EHOSTDOWN: unreachable("could not reach the callee's machine"),
  EHOSTUNREACH: unreachable("could not reach the callee's machine"),
  EMFILE: unreachable("could not open a connection: too many files are open"),
  ENETDOWN: unreachable("could not reach the callee's network"),
  ENETUNREACH: unreachable("could not reach the callee's network"),
  ENOENT: unreachable("found no socket at the callee's path"),
  ENOTFOUND: unreachable("could not resolve the callee's name"),
  EACCES: unreachable("may not open the callee's socket"),
  UND_ERR_CONNECT_TIMEOUT: unreachable("could not connect in time"),
  [deniedAddressCode]: {
    ...unreachable("was not sent: the callee's name resolves to a link-local or metadata address"),
    reason: "address",
  },
  // lost connection
  ECONNABORTED: reset,
  ECONNRESET: reset,
  EPIPE: reset,
  ETIMEDOUT: reset,
  UND_ERR_SOCKET: reset,
  UND_ERR_HEADERS_TIMEOUT: lost("received no response in time"),
  UND_ERR_BODY_TIMEOUT: lost("did not receive its whole response in time"),
  // invalid response
  UND_ERR_HEADERS_OVERFLOW: garbled,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: garbled,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: {
    code: "resource_exhausted",
    sent: "maybe_sent",
    text: "received a response that is too large",
  },
  ERR_ASSERTION: garbled,
  // bugs of this package
  UND_ERR: unexpected,
  UND_ERR_ABORT: unexpected,
  UND_ERR_ABORTED: unexpected,
  UND_ERR_INFO: reset,
  UND_ERR_CLOSED: closed,
  UND_ERR_DESTROYED: closed,
  UND_ERR_INVALID_ARG: unsent("was refused by the HTTP client before it was sent"),
  UND_ERR_INVALID_RETURN_VALUE: unexpected,
  UND_ERR_NOT_SUPPORTED: unsent("was refused by the HTTP client before it was sent"),
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: unsent("was refused by the HTTP client before it was sent"),
  ERR_WEBASSEMBLY_NOT_SUPPORTED: unsent("cannot be sent: HTTP needs WebAssembly, which this process refuses"),
  // parts of undici that this transport does not use
  UND_ERR_BPL_MISSING_UPSTREAM: unexpected,
  UND_ERR_MAX_ORIGINS_REACHED: unexpected,
  UND_ERR_PRX_CONN: unexpected,
  UND_ERR_PRX_TLS: unexpected,
  UND_ERR_REDIRECT_MAX: unexpected,
  UND_ERR_REQ_RETRY: unexpected,
  UND_ERR_RESPONSE: unexpected,
  UND_ERR_SOCKS5: unexpected,
  UND_ERR_WS_MESSAGE_SIZE_EXCEEDED: unexpected,
};

const tlsCode =
  /^(?:CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|EPROTO$)/;

/**
 * The messages of undici's socket errors for a response that does not belong to a request: a
 * `101 Switching Protocols` or a `100 Continue` that was not requested.
 */
const unaskedResponse = /^bad (?:upgrade|response)$/;

const cut = "received a response that was cut short";

/** Finds the failure of an error; `undefined` if the table has none. */
export function findFailure(reason: unknown): TransportFailure | undefined {
  const { code, name, message } = (reason ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (typeof code === "string") {
    if (code === "UND_ERR_SOCKET" && typeof message === "string" && unaskedResponse.test(message)) return garbled;
    if (Object.hasOwn(failuresByCode, code)) return failuresByCode[code];
    if (code.startsWith("HPE_")) return garbled;
    if (tlsCode.test(code)) return tls;
  }
  if (name === "HTTPParserError" || reason instanceof AssertionError) return garbled;
  return undefined;
}

/**
 * Returns the failure of an error, given the progress of its exchange.
 * @param secure `true` over TLS.
 */
export function toFailure(reason: unknown, progress: Progress, secure = false): TransportFailure {
  const found = findFailure(reason) ?? unexpected;
  const failure = secure && found === reset ? resetOverTls : found;
  if (progress === "queued") return failure.sent === "not_sent" ? failure : { ...failure, sent: "not_sent" };
  if (progress === "receiving" && isCut(reason, failure)) return { code: "data_loss", sent: "maybe_sent", text: cut };
  return failure.sent === "not_sent" ? { ...failure, sent: "maybe_sent" } : failure;
}

/** Tests for a lost connection after the response has begun, which is a truncated response. */
function isCut(reason: unknown, failure: TransportFailure): boolean {
  if (failure.code === "unavailable") return true;
  const { code, message } = reason as { code?: unknown; message?: unknown };
  return (
    code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" ||
    (typeof message === "string" && message.includes("Invalid EOF state"))
  );
}
