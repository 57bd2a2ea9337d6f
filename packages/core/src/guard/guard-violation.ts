/**
 * The violations that guards report: calls that work, but should not be made at their call site.
 */

import { ServiceError } from "../error/service-error.ts";

/** The guards; each has a page of documentation with its name. */
export const guardRules = ["no-call-in-transaction", "n-plus-one", "call-depth", "ended-frame"] as const;

/** The name of a guard. */
export type GuardRule = (typeof guardRules)[number];

/** One call that a guard objects to. */
export interface GuardViolation {
  /** The guard. */
  readonly rule: GuardRule;
  /** The module that makes the call; `undefined` for code outside modules. */
  readonly caller: string | undefined;
  /** The operation that is called, as `service.operation`. */
  readonly operation: string;
  /**
   * The operation whose handler makes the call, or left behind the code that does; `undefined`
   * outside handlers.
   */
  readonly handling: string | undefined;
  /** The number that the guard counted, this call included. */
  readonly count: number;
  /** The number that the guard allows. */
  readonly max: number;
  /**
   * The line of the module's code that makes the call, as `file:line:column`; `undefined` when the
   * stack does not show it.
   */
  readonly callSite: string | undefined;
  /** The finding, as a sentence without its end. */
  readonly found: string;
  /** The next step. */
  readonly fix: string;
}

/**
 * A call that a guard has refused: nothing was sent. Its code is `internal`, since the fault is in
 * the caller's own code.
 */
export class GuardError extends ServiceError {
  /** The violation, as `report` receives it. */
  readonly violation: GuardViolation;

  /** Prints the violation, its fix and its page of documentation as the message. */
  constructor(violation: GuardViolation, options: { readonly callId: string }) {
    super("internal", printGuardViolation(violation), {
      operation: violation.operation,
      callId: options.callId,
      sent: "not_sent",
    });
    this.violation = violation;
  }
}

/** A violation in one line. */
export function printGuardViolation({ rule, found, callSite, fix }: GuardViolation): string {
  return `${rule}: ${found}, at ${callSite ?? "a call site that the stack does not show"}; ${fix} (${addressOfRule(rule)})`;
}

/**
 * The address of a rule's page, for messages; it works outside of this repository too.
 */
export function addressOfRule(rule: string): string {
  return `https://github.com/seamline/seamline/blob/main/docs/rules/${rule}.md`;
}
