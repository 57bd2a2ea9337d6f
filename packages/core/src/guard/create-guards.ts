/**
 * Guards: checks in development and tests, for calls that work today and cause trouble once a
 * module has been moved out. They are interceptors in front of every route, so they see the same on
 * every transport; they are composed when the application starts, so a guard that is off costs a
 * call nothing.
 */

import type { CallRequest, Interceptor } from "../call/call-request.ts";
import type { CallContext } from "../context/call-context.ts";
import { endedCallOf } from "../context/frame.ts";
import type { Contract } from "../contract/operation.ts";
import { printToLog } from "../platform/log.ts";
import { runCallback } from "../platform/run-callback.ts";
import { findBatchOperation, suggestBatchName } from "./find-batch-operation.ts";
import { findCallSite } from "./find-call-site.ts";
import type { GuardOptions, ResolvedGuards } from "./guard-options.ts";
import { GuardError, type GuardRule, type GuardViolation, guardRules, printGuardViolation } from "./guard-violation.ts";
import { currentHandling, type Handling, rememberHandling } from "./handling.ts";
import { Tally } from "./tally.ts";
import { currentTransaction, markers, type OpenTransaction, transactionLeftBehind } from "./transaction.ts";

/** The interceptors of guards; none if every guard is off. */
export interface Guards {
  /** Outermost: they read the stack of the code that makes the call. */
  readonly client: readonly Interceptor[];
  /** Innermost: no other interceptor around the handler may hide them. */
  readonly server: readonly Interceptor[];
}

/** The rules of guards, and the parts that they read. */
export interface CreateGuardsOptions {
  readonly rules: ResolvedGuards;
  /** The services, to suggest operations that could replace many calls. */
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly report?: GuardOptions["report"];
}

/**
 * The finding of a guard about one call; `repeated` if it has been reported for the same reason
 * already.
 */
type Finding = Pick<GuardViolation, "count" | "found" | "fix"> & { readonly repeated: boolean };

/** Checks a call that is about to be made. */
type Check = (call: GuardedCall, max: number) => Finding | undefined;

interface GuardedCall {
  readonly request: CallRequest;
  readonly handling: Handling | undefined;
  readonly contracts: CreateGuardsOptions["contracts"];
}

/** Makes the guards that are on. */
export function createGuards({ rules, contracts, report = reportToStderr }: CreateGuardsOptions): Guards {
  const active = guardRules.filter((rule) => rules[rule].mode !== "off");
  if (active.length === 0) return { client: [], server: [] };
  if (active.includes("no-call-in-transaction")) markers.read = true;
  const guard: Interceptor = (request, next) => {
    const call: GuardedCall = { request, handling: currentHandling(), contracts };
    for (const rule of active) {
      const { mode, max, except } = rules[rule];
      const { operation, context } = request;
      if (except.includes(operation.id) || except.includes(operation.service)) continue;
      const finding = checks[rule](call, max);
      if (finding === undefined || (finding.repeated && mode === "warn")) continue;
      const violation = describe(rule, call, finding, max);
      if (!finding.repeated) runCallback(() => report(violation)); // a faulty report must not change the call
      if (mode === "error") throw new GuardError(violation, { callId: context.callId });
    }
    return next(request);
  };
  return { client: [guard], server: [rememberHandling] };
}

/** The calls made in each transaction. */
const transactions = new WeakMap<OpenTransaction, Tally>();

/** The calls made in the frame of each call after its end. */
const afterEnds = new WeakMap<CallContext, Tally>();

const checks: Readonly<Record<GuardRule, Check>> = {
  "no-call-in-transaction"({ request, handling }, max) {
    const open = currentTransaction();
    const transaction = open ?? transactionLeftBehind();
    if (transaction === undefined) return undefined;
    const tally = transactions.get(transaction) ?? new Tally();
    transactions.set(transaction, tally);
    const repeated = tally.add(request).calls > 1;
    if (tally.total <= max) return undefined;
    return {
      count: tally.total,
      found: `${callerOf(request)} calls ${request.operation.id} ${open === undefined ? "in code that a rolled-back database transaction left behind" : "inside an open database transaction"}${whileHandling(handling)}`,
      fix:
        open === undefined
          ? "await in a transaction all that it begins, with Promise.allSettled if one part may fail before another; what it wrote is gone"
          : "commit before the call, or make the call before the transaction begins; a transaction cannot span services",
      repeated,
    };
  },
  "n-plus-one"({ request, handling, contracts }, max) {
    if (handling === undefined) return undefined; // no handler to count the calls for
    const { calls, sameInput } = handling.calls.add(request);
    if (calls <= max) return undefined;
    return {
      count: calls,
      found: `${callerOf(request)} calls ${request.operation.id} ${calls} times${whileHandling(handling)}, ${max} are allowed`,
      fix: sameInput
        ? "every call has the same input: call it once and keep the output"
        : adviseBatch(request, contracts),
      repeated: calls > max + 1,
    };
  },
  "call-depth"({ request, handling }, max) {
    const { depth } = request.context;
    if (depth <= max) return undefined;
    return {
      count: depth,
      found: `${callerOf(request)} calls ${request.operation.id} as call number ${depth} in a chain of nested calls${whileHandling(handling)}, ${max} are allowed`,
      fix: "pass the data that the callee would fetch, or publish an event instead of calling on; look for a cycle of calls",
      repeated: false,
    };
  },
  "ended-frame"({ request }, max) {
    const ended = endedCallOf(request.context);
    if (ended === undefined || ended.stated) return undefined;
    const { operation, cancellation } = ended.context;
    const tally = afterEnds.get(ended.context) ?? new Tally();
    afterEnds.set(ended.context, tally);
    const repeated = tally.add(request).calls > 1;
    if (tally.total <= max) return undefined;
    return {
      count: tally.total,
      found: `${callerOf(request)} calls ${request.operation.id} in the async frame of ${operation.id}, whose call ${cancellation === undefined ? "has ended" : "was canceled"}: the call is made for no principal`,
      fix: "carry the frame of each entry of a queue with AsyncResource.bind; run what outlives a call in runDetached, or state on whose behalf with the option principal",
      repeated,
    };
  },
};

function adviseBatch({ operation, context }: CallRequest, contracts: CreateGuardsOptions["contracts"]): string {
  const batch = findBatchOperation(contracts.get(operation.service), operation);
  if (batch !== undefined) return `call ${batch.id} once`;
  const edge = `${context.caller ?? "code outside modules"} -> ${operation.service}`;
  return `give ${operation.service} an operation for many at once, as ${operation.service}.${suggestBatchName(operation)}, or change what crosses the edge ${edge}`;
}

function describe(rule: GuardRule, { request, handling }: GuardedCall, finding: Finding, max: number): GuardViolation {
  const { count, found, fix } = finding;
  const { operation, context } = request;
  return {
    rule,
    caller: context.caller,
    operation: operation.id,
    handling: (handling ?? endedCallOf(context))?.context.operation.id,
    count,
    max,
    callSite: findCallSite(),
    found,
    fix,
  };
}

function callerOf({ context }: CallRequest): string {
  return context.caller ?? "code outside modules";
}

function whileHandling(handling: Handling | undefined): string {
  return handling === undefined ? "" : ` while it handles ${handling.context.operation.id}`;
}

function reportToStderr(violation: GuardViolation): void {
  printToLog(`seamline: ${printGuardViolation(violation)}`);
}
