/** The recorder of the test file that runs now. Without `recordInteractions` in vitest's configuration there is none, and nothing is recorded. */

import type { Recorder } from "../record/create-recorder.ts";

/** What test files use of their recorder. */
export type AmbientRecorder = Pick<Recorder, "intercept" | "record" | "given" | "match">;

/** Known by a symbol, so that several copies of this package in one worker agree. */
const key = Symbol.for("seamline.recorder");
const holder = globalThis as { [key]?: Recorder | undefined };

/** Records the calls of the test that runs, in the consumer's name. */
export const recorder: AmbientRecorder = {
  intercept: (request, next) => holder[key]?.intercept(request, next) ?? next(request),
  record: (transport) => ({
    call: (request) => (holder[key]?.record(transport) ?? transport).call(request),
    ...(transport.close && { close: transport.close.bind(transport) }),
  }),
  given: (provider, state, parameters) => holder[key]?.given(provider, state, parameters),
  match: (operation, matchers) => holder[key]?.match(operation, matchers),
};

/** Makes a recorder the one of this worker. */
export function installRecorder(installed: Recorder): void {
  holder[key] = installed;
}
