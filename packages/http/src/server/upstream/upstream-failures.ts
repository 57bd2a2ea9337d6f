/** Failures of the upstream: the response to the client, and a line for the operator. */

import type { Code } from "@seamline/core";
import { now, printToLog } from "@seamline/core/internal";
import { fieldsOf } from "@seamline/core/settings";

/** A failure, as its response reveals it: nothing of addresses and causes. */
export interface Failure {
  readonly status: number;
  readonly code: Code;
  readonly message: string;
}

/** Errors of sockets before a connection is open. */
const unreachable: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "ENOENT", "EACCES", "EADDRNOTAVAIL"],
  ...["ENOTFOUND", "EAI_AGAIN", "EMFILE", "ENFILE"],
]);

/** Returns the failure for an error of Node's client. */
export function toFailure(reason: Error): Failure {
  const { code, syscall } = fieldsOf(reason);
  const name = String(code);
  if (name === "ETIMEDOUT" && syscall === "connect") return gateway(504, "The upstream took no connection");
  if (unreachable.has(name)) return gateway(502, "The upstream cannot be reached");
  if (/^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_OSSL)/.test(name)) {
    return gateway(502, "The upstream has no certificate that is trusted");
  }
  if (name.startsWith("HPE_")) return gateway(502, "The upstream sent a response that is no HTTP/1.1");
  return gateway(502, "The upstream closed the connection before its response was complete");
}

function gateway(status: number, message: string): Failure {
  return { status, code: "unavailable", message };
}

/** Milliseconds in which the same line is printed once. */
const quietMs = 60_000;

/** Prints a failure. @param hasBegun true if the head of the response had been written before. */
export type FailureLog = (failure: Failure, cause: unknown, hasBegun: boolean) => void;

/** Creates the log of one listener: one line on stderr per kind of failure and minute. */
export function createFailureLog(upstream: string): FailureLog {
  const printed = new Map<string, number>();
  return ({ status, message }, cause, hasBegun) => {
    const line = cause === undefined ? message : `${message}: ${printCause(cause)}`;
    const time = now();
    if (time - (printed.get(message) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    printed.set(message, time);
    const outcome = hasBegun ? "the response to its client was cut" : `its client got ${status}`;
    printToLog(`seamline: public listener, upstream ${upstream}: ${line}; ${outcome}`);
  };
}

function printCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
