/**
 * Runs conformance cases over transports and compares their transcripts.
 *
 * A case is a program that calls the conformance services. Everything that the program and the
 * handlers can observe is recorded in a transcript. A transport conforms if each transcript is the
 * expected one and, byte for byte, the one of the reference transport.
 */

import { isProxy } from "node:util/types";
import { ServiceError, type Transport } from "@seamline/core";
import { catalogueContract } from "../service/catalogue-contract.ts";
import { catalogueHandlers } from "../service/catalogue-handlers.ts";
import {
  type ConformanceClient,
  type ConformanceServiceName,
  calledContracts,
  createConformanceClient,
} from "../service/client.ts";
import { conformanceContract, neighbourContract } from "../service/contract.ts";
import { conformanceHandlers, neighbourHandlers } from "../service/handlers.ts";
import { bindHandlers, type Stage } from "../service/scene.ts";
import { type ConformanceService, type ConformanceTarget, startTarget } from "../target/target.ts";
import { printCanonical } from "../transcript/canonical.ts";
import { createTranscript } from "../transcript/transcript.ts";
import type { ConformanceCase, Program } from "./case.ts";
import { createProgram } from "./program.ts";
import { type ConformanceReport, compareTranscripts } from "./report.ts";

/** Options of {@link runConformance}. */
export interface ConformanceOptions {
  /** The targets. The first is the reference, with which the others are compared. */
  readonly targets: readonly ConformanceTarget[];
  /** The cases, usually `conformanceCases`. */
  readonly cases: readonly ConformanceCase[];
  /** The timeout of one run, in milliseconds. Default 20,000, more than the default deadline. */
  readonly patienceMs?: number;
  /** Called when a run ends, for progress. Default: none. */
  readonly onRun?: (target: ConformanceTarget, one: ConformanceCase) => void;
}

/**
 * Runs every case on every target, one after the other.
 * @throws {RangeError} for two cases with the same name. Errors of a target's `start` pass through.
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { targets, cases } = options;
  const names = cases.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`cases: expected unique names, found ${twice} twice`);
  const runs = [];
  for (const target of targets) {
    runs.push({ transport: target.name, transcripts: await runTarget(target, options) });
  }
  return compareTranscripts(cases, runs);
}

async function runTarget(
  target: ConformanceTarget,
  { cases, patienceMs = 20_000, onRun }: ConformanceOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const transports = new Map<ConformanceServiceName, Transport>();
  const client = (service: ConformanceServiceName = "conformance", caller?: string): ConformanceClient => {
    const transport = transports.get(service);
    if (transport === undefined) throw new RangeError(`${service}: expected a service of a target that has started`);
    return createConformanceClient(calledContracts[service], transport, caller);
  };
  const stage: Stage = { transcript: createTranscript(), client };
  const started = await startTarget(target, bindServices(stage));
  const onUnhandled = (reason: unknown): void => {
    stage.transcript.record(`an unhandled rejection: ${isProxy(reason) ? "proxy" : String(reason)}`);
  };
  process.on("unhandledRejection", onUnhandled);
  try {
    const own = started.connect("conformance");
    const catalogue = started.connect("catalogue");
    transports.set("catalogue", catalogue).set("skewed catalogue", catalogue);
    transports.set("conformance", own).set("newer conformance", own).set("neighbour", started.connect("neighbour"));
    const transcripts = new Map<string, readonly string[]>();
    for (const one of cases) {
      stage.transcript = createTranscript();
      await runCase(one, createProgram(stage.transcript, transports, client), patienceMs);
      transcripts.set(one.name, [...stage.transcript.lines]);
      onRun?.(target, one);
    }
    return transcripts;
  } finally {
    await started.close();
    process.off("unhandledRejection", onUnhandled);
  }
}

async function runCase(one: ConformanceCase, program: Program, patienceMs: number): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    program.record(`the case did not end within ${patienceMs} ms`);
    patience.resolve();
  }, patienceMs);
  try {
    await Promise.race([one.run(program), patience.promise]);
  } catch (reason) {
    program.record(`the case threw ${reason instanceof Error ? reason.stack : printCanonical(reason)}`);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Binds handlers, and records the errors in the callee's log, once for each call: errors that are
 * masked for the caller must reach the log.
 */
function bindServices(stage: Stage): readonly ConformanceService[] {
  const services = [
    ["conformance", conformanceContract, conformanceHandlers],
    ["neighbour", neighbourContract, neighbourHandlers],
    ["catalogue", catalogueContract, catalogueHandlers],
  ] as const;
  return services.map(([name, contract, handlers]) => ({
    contract,
    handlers: bindHandlers(name, handlers, stage),
    onError(reason, { operation, callId }) {
      const { transcript } = stage;
      if (transcript.met(`report ${callId}`) && operation.idempotent) return;
      const [fact, text] = printReported(reason, callId);
      transcript.record(`${operation.id} reports ${fact}`);
      if (text !== undefined) transcript.record(text);
    },
  }));
}

/** Prints a logged error: a ServiceError by its code and message, other values completely. */
function printReported(reason: unknown, callId: string): readonly string[] {
  if (isProxy(reason)) return ["proxy"];
  if (!ServiceError.is(reason)) return [reason instanceof Error ? String(reason) : printCanonical(reason)];
  const text = reason.message.replaceAll(reason.callId ?? callId, "<call>").replaceAll(callId, "<call>");
  return [`a ServiceError, ${reason.code}`, `| ${printCanonical(text)}`];
}
