/** What a handler of the conformance services has at hand beside its input and context. */

import type { CallContext } from "@seamline/core";
import { printCanonical } from "../transcript/canonical.ts";
import type { Transcript } from "../transcript/transcript.ts";
import type { ConformanceClient, ConformanceServiceName } from "./client.ts";

/** What stands behind all handlers of a target: one case at a time is on stage. */
export interface Stage {
  /** The transcript of the case that runs now. */
  transcript: Transcript;
  /** A client over the transport under test. */
  client(service: ConformanceServiceName, caller: string): ConformanceClient;
}

/** One run of one handler. */
export interface Scene {
  readonly transcript: Transcript;
  /** Adds a line to the transcript. */
  note(text: string, value?: unknown): void;
  /** A client of a service, calling in this service's name. */
  client(service: ConformanceServiceName): ConformanceClient;
}

/** Implements one operation of a conformance service. */
export type SceneHandler = (input: never, context: CallContext, scene: Scene) => unknown;

/**
 * Turns scene handlers into handlers. Each run is recorded, but the repetition of an idempotent call only once: strict mode
 * runs those twice, and nobody may tell. A repetition of any other call shows.
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

/** Sixty-four equal lines would tell nothing, whether `unseen` runs is nobody's promise, and a stream has not been read yet. */
const unrecorded: ReadonlySet<string> = new Set([
  "descend",
  "unseen",
  "sumStream",
  "doubleStream",
  "echoBytes",
  "countProduced",
]);
