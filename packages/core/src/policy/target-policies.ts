/**
 * The policies of one target, composed once when the topology is resolved: bulkhead, then breaker,
 * then retries, then the transport. The breaker sees calls after their retries, so a call that a
 * retry repairs opens nothing; a call that waits for its next attempt keeps its slot in the
 * bulkhead, so a failing target does not collect callers. Policies that are off add no layer.
 */

import type { Dispatch } from "../call/dispatch.ts";
import { type Bulkhead, createBulkhead } from "./bulkhead.ts";
import { type CircuitBreaker, createCircuitBreaker } from "./circuit-breaker.ts";
import type { Clock } from "./clock.ts";
import type { EmitPolicyEvent } from "./policy-event.ts";
import type { ResolvedPolicies } from "./policy-options.ts";
import { createRetry } from "./retry.ts";
import { createRetryBudget, type RetryBudget } from "./retry-budget.ts";

/** Options that the policies of a target share. */
export interface TargetPoliciesOptions {
  /** The name of the target in events and errors. */
  readonly target: string;
  readonly clock: Clock;
  readonly emit: EmitPolicyEvent;
  /** Default: 10 % of calls and 3 a second. */
  readonly budget?: RetryBudget;
}

/** The present state of a policy as one line, for people. */
export interface PolicyState {
  /** `retries left`, `breaker`, `in flight`, `waiting`, or a member of `balance`. */
  readonly name: string;
  /** A count, or the state in a word. */
  readonly value: string;
}

/** A call with its policies in front. */
export interface PolicedCall {
  readonly dispatch: Dispatch;
  /** Describes the present state of its policies. */
  state(): readonly PolicyState[];
}

/**
 * Composes the policies of one target: one retry budget, and one breaker and bulkhead for all
 * operations with the same policies.
 */
export function createTargetPolicies(
  dispatch: Dispatch,
  options: TargetPoliciesOptions,
): (policies: ResolvedPolicies) => PolicedCall {
  const budget = options.budget ?? createRetryBudget(options.clock);
  const composed = new Map<string, PolicedCall>();
  return (policies) => {
    const { retries, breaker, concurrency, queue } = policies;
    const key = [retries, breaker, concurrency, queue].join();
    let found = composed.get(key);
    if (found === undefined) {
      found = compose(dispatch, policies, options, budget);
      composed.set(key, found);
    }
    return found;
  };
}

function compose(
  dispatch: Dispatch,
  { retries, breaker, concurrency, queue }: ResolvedPolicies,
  { target, clock, emit }: TargetPoliciesOptions,
  budget: RetryBudget,
): PolicedCall {
  let outermost = dispatch;
  let gate: CircuitBreaker | undefined;
  let bulkhead: Bulkhead | undefined;
  if (retries > 0) outermost = createRetry(outermost, { retries, target, budget, clock, emit });
  if (breaker !== "off") {
    gate = createCircuitBreaker(outermost, { failures: breaker, target, clock, emit });
    outermost = gate.dispatch;
  }
  if (concurrency !== "off") {
    bulkhead = createBulkhead(outermost, { concurrency, queue, target, emit });
    outermost = bulkhead.dispatch;
  }
  return {
    dispatch: outermost,
    state() {
      const state: PolicyState[] = [];
      if (retries > 0) state.push({ name: "retries left", value: String(budget.countLeft()) });
      if (gate !== undefined) state.push({ name: "breaker", value: gate.state });
      if (bulkhead !== undefined) {
        state.push({ name: "in flight", value: String(bulkhead.inFlight) });
        state.push({ name: "waiting", value: String(bulkhead.waiting) });
      }
      return state;
    },
  };
}
