/** Events of policies: one type for each decision. */

import type { CallContext } from "../context/call-context.ts";
import type { CallEvent } from "../context/call-observer.ts";
import type { Code } from "../error/code.ts";

/** The call that led to an event. */
interface AboutCall {
  /** `service.operation`. */
  readonly operation: string;
  /** The id of the call, as in its errors and in the callee's log. */
  readonly callId: string;
  /** The address, or its name in the topology. */
  readonly target: string;
}

/** A decision of a policy, `balance` or `fallback`. */
export type PolicyEvent =
  | (AboutCall & {
      /** An attempt failed and another one follows. */
      readonly type: "retry";
      /** The number of the coming attempt, from 2. */
      readonly attempt: number;
      /** Milliseconds until it begins. */
      readonly delayMs: number;
      /** The code that the attempt before failed with. */
      readonly code: Code;
    })
  | (AboutCall & {
      /** An attempt failed and might be repeated, but the target's retry budget is spent. */
      readonly type: "retryDenied";
      /** The code that the attempt failed with. */
      readonly code: Code;
    })
  | (AboutCall & {
      /** A call did not get as far as its transport. */
      readonly type: "rejected";
      /** `breaker`: it is open. `bulkhead`: it and its queue are full. */
      readonly by: "breaker" | "bulkhead";
    })
  | (AboutCall & {
      /**
       * `target`, the first of `fallback` or a member of `balance`, could not be reached; another
       * one carries the call.
       */
      readonly type: "fellBack";
      /** The code that the attempt failed with. */
      readonly code: Code;
    })
  | {
      /** A breaker refuses calls from now on. */
      readonly type: "breakerOpened";
      /** The address whose calls it refuses. */
      readonly target: string;
      /** Milliseconds until it lets one call through as a trial. */
      readonly forMs: number;
    }
  | {
      /** A trial has succeeded: calls pass again. */
      readonly type: "breakerClosed";
      /** The address whose calls pass. */
      readonly target: string;
    }
  | {
      /** `balance` sends no calls to a member for a while. */
      readonly type: "ejected";
      /** The address of the member. */
      readonly target: string;
      /** Milliseconds until it is tried again. */
      readonly forMs: number;
    }
  | {
      /** A member that had been ejected has responded again. */
      readonly type: "readmitted";
      /** The address of the member. */
      readonly target: string;
    };

/** Receives every event. */
export type EmitPolicyEvent = (event: PolicyEvent) => void;

/** Emits an event about a call, and notifies the observers of the call. */
export function emitAbout(context: CallContext, event: PolicyEvent & CallEvent, emit: EmitPolicyEvent): void {
  emit(event);
  context.note(event);
}
