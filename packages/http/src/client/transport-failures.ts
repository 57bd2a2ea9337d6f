/**
 * What undici and Node report when an exchange fails, each as exactly one code and how far the call
 * got. A code that is not in the table is a bug, here or there, and says so as `internal`.
 */

import { AssertionError } from "node:assert";
import type { Code, SentState } from "@seamline/core";
import { deniedAddressCode } from "./denied-addresses.ts";

/** How far an exchange had come when it failed. */
export type Progress = "queued" | "sent" | "answering";

/** A failed exchange, in our words. */
export interface TransportFailure {
  readonly code: Code;
  readonly sent: SentState;
  /** What happened, to follow the operation's name. */
  readonly text: string;
  /**
   * `tls` or `address` where a retry cannot help before somebody repairs a certificate, or a name.
   */
  readonly reason?: string;
}

const unreachable = (text: string): TransportFailure => ({ code: "unavailable", sent: "not_sent", text });
const lost = (text: string): TransportFailure => ({ code: "unavailable", sent: "maybe_sent", text });
const broken = (text: string): TransportFailure => ({ code: "internal", sent: "maybe_sent", text });
const unsent = (text: string): TransportFailure => ({ code: "internal", sent: "not_sent", text });

const reset = lost("lost its connection before the response came");
const garbled = broken("was answered with something that is not HTTP/1.1");
const closed = unreachable("came after its transport was closed");
const unexpected = broken("failed inside the HTTP client");
const resetOverTls = lost(
  "lost its connection before the response came; over TLS 1.3 a client certificate that is missing or refused looks like this",
);
const tls: TransportFailure = { ...unreachable("could not agree on TLS with the callee"), reason: "tls" };

/** By `error.code`. Exported for the test that walks the error classes of undici. */
export const failuresByCode: Readonly<Record<string, TransportFailure>> = {
  // nobody there
  EAI_AGAIN: unreachable("could not resolve the callee's name"),
  ECONNREFUSED: unreachable("found nobody listening at the callee's address"),
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
  // cut
  ECONNABORTED: reset,
  ECONNRESET: reset,
  EPIPE: reset,
  ETIMEDOUT: reset,
  UND_ERR_SOCKET: reset,
  UND_ERR_HEADERS_TIMEOUT: lost("was not answered in time"),
  UND_ERR_BODY_TIMEOUT: lost("was not answered in full in time"),
  // answered with something else
  UND_ERR_HEADERS_OVERFLOW: garbled,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: garbled,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { code: "resource_exhausted", sent: "maybe_sent", text: "was answered with too much" },
  ERR_ASSERTION: garbled,
  // ours to prevent
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
  // of parts of undici that this transport does not use
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
const cut = "was answered, but the response was cut short";

/**
 * Finds the failure for what an exchange was failed with; `undefined` when nothing in the table
 * fits.
 */
export function findFailure(reason: unknown): TransportFailure | undefined {
  const { code, name } = (reason ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === "string") {
    if (Object.hasOwn(failuresByCode, code)) return failuresByCode[code];
    if (code.startsWith("HPE_")) return garbled;
    if (tlsCode.test(code)) return tls;
  }
  if (name === "HTTPParserError" || reason instanceof AssertionError) return garbled;
  return undefined;
}

/**
 * The failure for what an exchange was failed with, given how far it had come.
 * @param secure the exchange went over TLS.
 */
export function toFailure(reason: unknown, progress: Progress, secure = false): TransportFailure {
  const found = findFailure(reason) ?? unexpected;
  const failure = secure && found === reset ? resetOverTls : found;
  if (progress === "queued") return failure.sent === "not_sent" ? failure : { ...failure, sent: "not_sent" };
  if (progress === "answering" && isCut(reason, failure)) return { code: "data_loss", sent: "maybe_sent", text: cut };
  return failure.sent === "not_sent" ? { ...failure, sent: "maybe_sent" } : failure;
}

/** Once the answer has begun, a lost connection is a truncated answer. */
function isCut(reason: unknown, failure: TransportFailure): boolean {
  if (failure.code === "unavailable") return true;
  const { code, message } = reason as { code?: unknown; message?: unknown };
  return (
    code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" ||
    (typeof message === "string" && message.includes("Invalid EOF state"))
  );
}
