/**
 * The in-process path with one part missing at a time. A variant is a few lines of packages/core
 * cut out while it is built; all others are as they are shipped, those that are written next year
 * included. What a variant lacks is checked before it is timed.
 */

import type { Settings } from "../in-process/subjects/seamline.ts";
import type { Edit } from "./build.ts";
import type { FeatureName } from "./features.ts";

/** The path without something. */
export interface Variant {
  readonly edits: readonly Edit[];
  /** Where the application's own settings switch it off. */
  readonly settings?: Settings;
  /** What is missing looks at values: it is measured with a list as well. */
  readonly values?: boolean;
  /** What no longer holds: no more than this, and no less. */
  readonly lacks: readonly FeatureName[];
}

const edit = (file: string, cut: string, by = ""): Edit => ({ file, cut, by });

/** Checks and copies are made in one pass: without the one there is not the other. */
const input = [
  edit("call/encoding.ts", "wire = operation.input.encode(input === undefined ? {} : input);", "wire = input;"),
];
const answer = [edit("call/encoding.ts", "wire = operation.output.encode(result);", "wire = result;")];
const sizes = [edit("call/encoding.ts", "if (schema.sizeBound(wire) <= cap) return;", "return;")];
const depth = [
  edit("call/call-maker.ts", "if (parent !== undefined && parent.depth >= maxCallDepth) throw tooDeep(operation);"),
];
const surrounding = [
  edit(
    "call/call-maker.ts",
    "const parent = currentContext();",
    "const parent = undefined as CallContext | undefined;",
  ),
];

/** One context for all calls without options, which never begins and never ends. */
const ownContext = [
  edit(
    "call/call-maker.ts",
    "return new CallContext(isKnown ? known.fields : addPlainFields(operation, routeTimeoutMs), parent);",
    "return shareContext(isKnown ? known.fields : addPlainFields(operation, routeTimeoutMs));",
  ),
  edit("call/call-maker.ts", "return new CallContext(fields, parent);", "return shareContext(fields);"),
  edit(
    "call/call-maker.ts",
    "export function deadlineOfArrival(",
    `class SharedContext extends CallContext {
  begin() {
    return true;
  }
  end() {}
  onCancel() {}
}
function shareContext(fields) {
  fields.shared ??= new SharedContext(fields);
  return fields.shared;
}
export function deadlineOfArrival(`,
  ),
];

const deadlines = [
  edit("context/call-context.ts", "if (this.arrived) deadlines.keep(this);\n    else deadlines.add(this);"),
  edit("context/call-context.ts", "deadlines.forget(this);"),
];

/** Who listens to the caller's signal, and which calls are below which. */
const cancellation = [
  edit("context/call-context.ts", "if (parent !== undefined) parent.#prepare().adopt(this);"),
  edit("context/call-context.ts", "if (this.#parent !== undefined) this.#parent.#cancellation?.disown(this);"),
  edit(
    "context/call-context.ts",
    "if (signal !== undefined) this.#prepare().watch(signal, () => this.#abort(signal));",
  ),
  edit("context/call-context.ts", "else if (signal?.aborted === true) this.#abort(signal);"),
  edit(
    "context/call-context.ts",
    "const reason = parent === undefined ? undefined : parent.#cancellation?.told;",
    "const reason = undefined as ServiceError | undefined;",
  ),
];

/** The answer settles the call, whatever happened meanwhile. */
const race = [
  edit("context/call-context.ts", "this.#waiter = waiter;"),
  edit("call/open-call.ts", "if (request.context.begin(this)) dispatch", "request.context.begin(this);\n    dispatch"),
  edit("call/open-call.ts", "if (context.ended) {", "if (false) {"),
];

const enterFresh = "return freshFrame.runInAsyncScope(enter<Input, Result>, undefined, context, handler, input);";
const freshFrame = [edit("context/frame.ts", enterFresh, "return storage.run(context, handler, input, context);")];
const frame = [edit("context/frame.ts", enterFresh, "return handler(input, context);")];
const hop = [
  edit(
    "transport/in-process.ts",
    "if (callsThisTurn < callsPerTurn) void settled.then(start);",
    "if (callsThisTurn > 0) start();",
  ),
];
const draining = [
  edit("application/hosted-module.ts", "if (draining && !context.nested) {", "if (false) {"),
  edit("application/hosted-module.ts", "inFlight += 1;"),
  edit(
    "application/hosted-module.ts",
    "if (latest === undefined || context.timeoutMs >= latest.timeoutMs || context.startClock() > latest.startClock())\n      latest = context;",
  ),
  edit("application/hosted-module.ts", "const leaving = new Leaving(leave, receiver);", "const leaving = receiver;"),
];
const noRetries: Settings = { policies: { orders: { retries: 0 } } };

/** Everything on. */
export const wholeName = "whole";

/** By name, in the order of the table. */
export const variants: Readonly<Record<string, Variant>> = {
  [wholeName]: { edits: [], values: true, lacks: [] },
  // The same once more, in processes of its own: what the others cost is known no better than that
  // this costs nothing.
  "whole (once more)": { edits: [], values: true, lacks: [] },
  "without checking the input": { edits: input, values: true, lacks: ["input"] },
  "without checking the answer": { edits: answer, values: true, lacks: ["answer"] },
  "without either check": { edits: [...input, ...answer], values: true, lacks: ["input", "answer"] },
  "without size caps": { edits: sizes, values: true, lacks: ["size"] },
  "without the depth cap": { edits: depth, lacks: ["depth"] },
  "without the call around it": { edits: surrounding, lacks: ["surrounding", "depth"] },
  "without a context of its own": {
    edits: ownContext,
    lacks: ["surrounding", "depth", "context", "deadline", "cancellation"],
  },
  "without deadlines": { edits: deadlines, lacks: ["deadline"] },
  "without cancellation": { edits: cancellation, lacks: ["cancellation"] },
  "without the race": { edits: race, lacks: ["deadline", "cancellation"] },
  "without a fresh frame": { edits: freshFrame, lacks: ["fresh"] },
  "without a frame": { edits: frame, lacks: ["surrounding", "depth", "frame", "fresh"] },
  "without the hop": { edits: hop, lacks: ["hop"] },
  "without retries": { edits: [], settings: noRetries, lacks: ["retries"] },
  "without draining": { edits: draining, lacks: ["draining"] },
  "without all of these": {
    edits: [...input, ...answer, ...sizes, ...ownContext, ...race, ...frame, ...hop, ...draining],
    settings: noRetries,
    values: true,
    lacks: [
      "input",
      "answer",
      "size",
      "depth",
      "surrounding",
      "context",
      "deadline",
      "cancellation",
      "frame",
      "fresh",
      "hop",
      "retries",
      "draining",
    ],
  },
};
