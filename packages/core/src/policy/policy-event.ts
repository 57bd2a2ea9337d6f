/** What policies tell of themselves: one typed event for each thing they decide. */

import type { CallContext } from "../context/call-context.ts";
import type { CallEvent } from "../context/call-observer.ts";
import type { Code } from "../error/code.ts";

/** The call that led to an event. */
interface AboutCall {
  /** `service.operation`. */
  readonly operation: string;
  readonly callId: string;
  /** The address, or what the topology calls it. */
  readonly target: string;
}

/** Something that a policy, `balance` or `fallback` did. */
export type PolicyEvent =
  /** An attempt failed and another one follows after `delayMs`; `attempt` is the number of the coming one, from 2. */
  | (AboutCall & {
      readonly type: "retry";
      readonly attempt: number;
      readonly delayMs: number;
      readonly code: Code;
    })
  /** An attempt failed and might be repeated, but the target's retry budget is spent. */
  | (AboutCall & { readonly type: "retryDenied"; readonly code: Code })
  /** A call did not get as far as its transport: the breaker is open, or the bulkhead and its queue are full. */
  | (AboutCall & { readonly type: "rejected"; readonly by: "breaker" | "bulkhead" })
  /** `target`, the first of `fallback` or a member of `balance`, could not be reached; another one carries the call. */
  | (AboutCall & { readonly type: "fellBack"; readonly code: Code })
  | { readonly type: "breakerOpened"; readonly target: string; readonly forMs: number }
  | { readonly type: "breakerClosed"; readonly target: string }
  /** `balance` leaves a member alone for `forMs` milliseconds. */
  | { readonly type: "ejected"; readonly target: string; readonly forMs: number }
  /** A member that had been ejected has answered again. */
  | { readonly type: "readmitted"; readonly target: string };

/** Told of every event. */
export type EmitPolicyEvent = (event: PolicyEvent) => void;

/** Emits an event about a call, and tells those who watch the call. */
export function emitAbout(context: CallContext, event: PolicyEvent & CallEvent, emit: EmitPolicyEvent): void {
  emit(event);
  context.note(event);
}
