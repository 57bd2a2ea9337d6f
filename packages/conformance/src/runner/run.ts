/**
 * Runs conformance cases over transports and compares what they leave behind.
 *
 * A case is a program that calls two services. Everything that the program and the handlers can observe is written down in
 * a transcript. A transport conforms when each transcript is the expected one and, byte for byte, the one that the reference
 * transport leaves: in-process, unless the caller chooses another.
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

/** The cases to run, and the targets that carry them. */
export interface ConformanceOptions {
  /** The first is the reference that the others are compared with. */
  readonly targets: readonly ConformanceTarget[];
  /** The cases, usually `conformanceCases`. */
  readonly cases: readonly ConformanceCase[];
  /**
   * Milliseconds after which a run that hangs is given up. Default 20,000, which is more than the
   * default deadline.
   */
  readonly patienceMs?: number;
  /** Receives each run as it ends, for progress. Default: none. */
  readonly onRun?: (target: ConformanceTarget, one: ConformanceCase) => void;
}

/**
 * Runs every case on every target, one after the other.
 * @throws {RangeError} when two cases have the same name. Whatever a target's `start` throws is
 * passed on.
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

/** What does not cross to the caller must reach the callee's own log: that is recorded too, once for each call. */
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
      const [fact, words] = printReported(reason, callId);
      transcript.record(`${operation.id} reports ${fact}`);
      if (words !== undefined) transcript.record(words);
    },
  }));
}

/** Our own errors are compared by code, their words like those of any error; of what handlers throw, all shows. */
function printReported(reason: unknown, callId: string): readonly string[] {
  if (isProxy(reason)) return ["proxy"];
  if (!ServiceError.is(reason)) return [reason instanceof Error ? String(reason) : printCanonical(reason)];
  const words = reason.message.replaceAll(reason.callId ?? callId, "<call>").replaceAll(callId, "<call>");
  return [`a ServiceError, ${reason.code}`, `| ${printCanonical(words)}`];
}
