/**
 * The recorder of the current test file. Without `recordInteractions` in vitest's configuration
 * there is none, and nothing is recorded.
 */

import type { Recorder } from "../record/create-recorder.ts";

/** The members of a recorder that test files use. */
export type AmbientRecorder = Pick<Recorder, "intercept" | "record" | "given" | "match">;

/** A registered symbol, which several copies of this package in one worker share. */
const key = Symbol.for("seamline.recorder");
const holder = globalThis as { [key]?: Recorder | undefined };

/** Records the calls of the current test, in the consumer's name. */
export const recorder: AmbientRecorder = {
  intercept: (request, next) => holder[key]?.intercept(request, next) ?? next(request),
  record: (transport) => ({
    call: (request) => (holder[key]?.record(transport) ?? transport).call(request),
    ...(transport.close && { close: transport.close.bind(transport) }),
  }),
  given: (provider, state, parameters) => holder[key]?.given(provider, state, parameters),
  match: (operation, matchers) => holder[key]?.match(operation, matchers),
};

/** Sets the recorder of this worker. */
export function installRecorder(installed: Recorder): void {
  holder[key] = installed;
}
