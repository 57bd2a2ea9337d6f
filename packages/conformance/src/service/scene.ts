/** The scene of a conformance handler: its transcript and clients, beside its input and context. */

import type { CallContext } from "@seamline/core";
import { printCanonical } from "../transcript/canonical.ts";
import type { Transcript } from "../transcript/transcript.ts";
import type { ConformanceClient, ConformanceServiceName } from "./client.ts";

/** The state of all handlers of a target, which changes with each case. */
export interface Stage {
  /** The transcript of the current case. */
  transcript: Transcript;
  /** Returns a client over the transport under test. */
  client(service: ConformanceServiceName, caller: string): ConformanceClient;
}

/** The scene of one run of a handler. */
export interface Scene {
  readonly transcript: Transcript;
  /** Adds a line to the transcript. */
  note(text: string, value?: unknown): void;
  /** Returns a client of a service, which calls in this service's name. */
  client(service: ConformanceServiceName): ConformanceClient;
}

/** The handler of one operation of a conformance service. */
export type SceneHandler = (input: never, context: CallContext, scene: Scene) => unknown;

/**
 * Binds scene handlers to a stage. Each run is recorded. Repeated runs of one idempotent call are
 * recorded once, because strict mode runs such calls twice.
 */
export function bindHandlers(
  service: ConformanceServiceName,
  handlers: Readonly<Record<string, SceneHandler>>,
  stage: Stage,
): Record<string, (input: never, context: CallContext) => unknown> {
  const bound = Object.entries(handlers).map(([name, handler]) => {
    const run = (input: never, context: CallContext): unknown => {
      const { transcript } = stage;
      const muted = transcript.met(`run ${context.callId}`) && context.operation.idempotent;
      const note = (text: string, value?: unknown): void => {
        if (muted) return;
        transcript.record(`${service}.${name} ${text}${value === undefined ? "" : ` ${printCanonical(value)}`}`);
      };
      if (!unrecorded.has(name)) note("received", input);
      return handler(input, context, { transcript, note, client: (to) => stage.client(to, service) });
    };
    return [name, run];
  });
  return Object.fromEntries(bound);
}

/**
 * Operations whose input is not recorded: `descend` runs 64 times, `unseen` may not run, and
 * streams have not been read.
 */
const unrecorded: ReadonlySet<string> = new Set([
  "descend",
  "unseen",
  "sumStream",
  "doubleStream",
  "echoBytes",
  "countProduced",
]);
