/**
 * The program's side of a run: clients over the transport under test, and the recording of their
 * outcomes.
 */

import { isProxy } from "node:util/types";
import { ServiceError, type Transport } from "@seamline/core";
import {
  type ConformanceServiceName,
  calledContracts,
  catalogueErrors,
  conformanceErrors,
  createConformanceClient,
} from "../service/client.ts";
import { printCanonical } from "../transcript/canonical.ts";
import type { Transcript } from "../transcript/transcript.ts";
import type { Program } from "./case.ts";

/** The transports under test, by service. */
export type Transports = ReadonlyMap<ConformanceServiceName, Transport>;

/** Creates the program of one run. */
export function createProgram(transcript: Transcript, transports: Transports, client: Program["client"]): Program {
  const record: Program["record"] = (text, ...value) => {
    transcript.record(value.length === 0 ? text : `${text} ${printCanonical(value[0])}`);
  };
  const settle = async <Value>(label: string, pending: Promise<Value>): Promise<Value | undefined> => {
    try {
      const value = await pending;
      transcript.record(`${label} settled ${printCanonical(value)}`);
      return value;
    } catch (reason) {
      for (const line of printFailure(reason, label)) transcript.record(line);
      return undefined;
    }
  };
  const watched: Program["watched"] = (service = "conformance") => {
    const transport = transports.get(service);
    if (transport === undefined) throw new RangeError(`${service}: expected a service of a target that has started`);
    const call: Transport["call"] = (request) => {
      const { context, operation } = request;
      const ended = (failure: ServiceError | undefined): void =>
        transcript.record(`${operation.name} ends ${failure === undefined ? "well" : `with ${failure.code}`}`);
      context.observe({ ended });
      return transport.call(request);
    };
    return createConformanceClient(calledContracts[service], { call });
  };
  return {
    client,
    watched,
    record,
    settle,
    call: async (operation, input, options) => {
      await settle(operation, client().invoke(operation, input, options));
    },
    seen: transcript.seen,
    unordered: transcript.unordered,
    open: transcript.open,
  };
}

/**
 * Prints the fields of an error on one line and its message on a second, without call ids, which
 * differ in every run.
 */
function printFailure(reason: unknown, label: string): readonly string[] {
  if (isProxy(reason) || !ServiceError.is(reason))
    return [`${label} failed with something that is no ServiceError: ${printCanonical(reason)}`];
  const operation = reason.operation?.split(".")[1] === label ? undefined : (reason.operation ?? "no operation");
  const facts = [
    reason.code,
    reason.reason && `${isOwnClass(reason) ? "" : "not "}the class ${reason.reason}`,
    reason.details !== undefined && `details ${printCanonical(reason.details)}`,
    reason.sent,
    reason.retryable && "retryable",
    reason.retryAfterMs !== undefined && `after ${reason.retryAfterMs} ms`,
    operation !== undefined && `in ${operation}`,
    reason.cause !== undefined && `because of ${kindOf(reason.cause)}`,
  ];
  const { callId, message } = reason;
  const text = callId === undefined ? message : `of <call>: ${message.replaceAll(callId, "<call>")}`;
  return [`${label} failed ${facts.filter(Boolean).join(", ")}`, `| ${printCanonical(text)}`];
}

/** Returns `true` if the caller's `instanceof` matches the declared error. */
function isOwnClass(error: ServiceError): boolean {
  const errors = error.operation?.startsWith("catalogue.") ? catalogueErrors : conformanceErrors;
  const type = errors[error.reason ?? ""];
  return type !== undefined && error instanceof type;
}

/** Prints only the kind of a cause, which belongs to the caller's side. */
function kindOf(cause: unknown): string {
  if (typeof cause !== "object" || cause === null) return printCanonical(cause);
  return cause instanceof Error ? cause.name : "an object";
}
