/**
 * The in-process path with one part missing at a time. A variant is a few lines of packages/core
 * cut out while it is built; all other lines are the shipped ones, future ones included. The
 * missing promises of a variant are checked before it is timed.
 */

import type { AppOptions } from "../in-process/subjects/seamline.ts";
import type { Edit } from "./build.ts";
import type { FeatureName } from "./features.ts";

/** The path without a part. */
export interface Variant {
  readonly edits: readonly Edit[];
  /** Application options that switch the part off. */
  readonly options?: AppOptions;
  /** `true` if the part reads values: it is measured with a list as well. */
  readonly values?: boolean;
  /** The promises that no longer hold: exactly these. */
  readonly lacks: readonly FeatureName[];
}

const edit = (file: string, cut: string, by = ""): Edit => ({ file, cut, by });

/** Checks and copies are made in one pass: a variant lacks both or none. */
const input = [
  edit("call/encoding.ts", "wire = operation.input.encode(input === undefined ? {} : input);", "wire = input;"),
];
const output = [edit("call/encoding.ts", "wire = operation.output.encode(output);", "wire = output;")];
const sizes = [edit("call/encoding.ts", "if (schema.sizeBound(wire) <= cap) return;", "return;")];
const depth = [
  edit("call/call-maker.ts", "if (parent !== undefined && parent.depth >= maxCallDepth) throw tooDeep(operation);"),
];
const surrounding = [
  edit("call/call-maker.ts", "const around = callOfFrame();", "const around = undefined as CallContext | undefined;"),
];

/** One context for all calls without options, which never begins and never ends. */
const ownContext = [
  edit(
    "call/call-maker.ts",
    "context = new CallContext(isKnown ? known.fields : addPlainFields(operation, routeTimeoutMs), parent);",
    "context = shareContext(isKnown ? known.fields : addPlainFields(operation, routeTimeoutMs));",
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
  edit("context/call-context.ts", "if (this.timeoutMs < timedMs) this.startClock();"),
  edit("context/call-context.ts", "deadlines.forget(this);"),
];

/** Listening to the caller's signal, and the tree of calls. */
const cancellation = [
  edit("context/call-context.ts", "if (parent !== undefined) parent.#prepare().adopt(this);"),
  edit("context/call-context.ts", "if (this.#parent !== undefined) this.#parent.#cancellation?.disown(this);"),
  edit("context/call-context.ts", "else if (signal !== undefined) this.#watch(signal);"),
  edit(
    "context/call-context.ts",
    "const reason = parent === undefined ? undefined : parent.#cancellation?.inner;",
    "const reason = undefined as ServiceError | undefined;",
  ),
];

/** Only the output settles the call, whatever happens meanwhile. */
const race = [
  edit("context/call-context.ts", "this.#waiter = waiter;"),
  edit("call/open-call.ts", "if (request.context.begin(this)) dispatch", "request.context.begin(this);\n    dispatch"),
  edit("call/open-call.ts", "if (context.ended || context.expireIfDue()) {", "if (false) {"),
];

const enterFresh = "return frame.runInAsyncScope(enter<Input, Result>, undefined, context, handler, input);";
const freshFrame = [edit("context/frame.ts", enterFresh, "return storage.run(context, handler, input, context);")];
const frame = [edit("context/frame.ts", enterFresh, "return handler(input, context);")];
const hop = [
  edit("transport/in-process.ts", "if (!isDue) void settled.then(start);", "if (callsThisTurn > 0) start();"),
];
const draining = [
  edit("application/hosted-module.ts", "if (gate.closed && !context.nested) {", "if (false) {"),
  edit("application/hosted-module.ts", "inFlight += 1;"),
  edit(
    "application/hosted-module.ts",
    "if (latest === undefined || context.timeoutMs >= latest.timeoutMs || context.startClock() > latest.startClock())\n        latest = context;",
  ),
  edit(
    "application/hosted-module.ts",
    "const leaving = new Leaving(isStream ? leaveStream : leave, receiver);",
    "const leaving = receiver;",
  ),
];
const noRetries: AppOptions = { policies: { orders: { retries: 0 } } };

/** The name of the complete path. */
export const wholeName = "whole";

/** The variants by name, in the order of the table. */
export const variants: Readonly<Record<string, Variant>> = {
  [wholeName]: { edits: [], values: true, lacks: [] },
  // The same code again, in other processes: the other savings are no more precise than this one is
  // zero.
  // this costs nothing.
  "whole (once more)": { edits: [], values: true, lacks: [] },
  "without checking the input": { edits: input, values: true, lacks: ["input"] },
  "without checking the output": { edits: output, values: true, lacks: ["output"] },
  "without either check": { edits: [...input, ...output], values: true, lacks: ["input", "output"] },
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
  "without retries": { edits: [], options: noRetries, lacks: ["retries"] },
  "without draining": { edits: draining, lacks: ["draining"] },
  "without all of these": {
    edits: [...input, ...output, ...sizes, ...ownContext, ...race, ...frame, ...hop, ...draining],
    options: noRetries,
    values: true,
    lacks: [
      "input",
      "output",
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
