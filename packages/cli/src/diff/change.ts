/** One difference between two versions of a contract. */

import { type EventRuleName, eventRules } from "./event-rules.ts";
import { type OperationRuleName, operationRules } from "./operation-rules.ts";
import { type CallSide, type Direction, eventSides, nextOfEvents, type Rule, type Side } from "./rule.ts";
import { type SchemaRuleName, schemaRules } from "./schema-rules.ts";

/** The name of a rule. */
export type RuleName = OperationRuleName | EventRuleName | SchemaRuleName;

/** Every rule by its name. */
export const rules: Readonly<Record<RuleName, Rule>> = {
  ...operationRules,
  ...eventRules,
  ...schemaRules,
};

/** A consumer whose recorded interactions, or handled events, show that it breaks. */
export interface BrokenConsumer {
  /** The name of the consumer. */
  readonly consumer: string;
  /** The tests that made the calls. */
  readonly tests: readonly string[];
}

/** One change of a contract, the sides that it breaks, and the next step. */
export interface ContractChange {
  /** The rule that decides. */
  readonly rule: RuleName;
  /**
   * The changed part, as `getRestaurant.input.restaurantId`; a service's own name for the service.
   */
  readonly path: string;
  /**
   * The path within the innermost named type that has changed, as `Address.street`; absent outside
   * of named types.
   */
  readonly type?: string;
  /** Further paths where the same change of the same type occurs; absent without any. */
  readonly also?: readonly string[];
  /** The part before; absent if it is new. */
  readonly before?: string;
  /** The part after; absent if it was removed. */
  readonly after?: string;
  /** The sides that break. Empty: the change is safe. */
  readonly breaks: readonly Side[];
  /** The reason why it breaks those sides, or is safe. */
  readonly reason: string;
  /** The next step. */
  readonly next: string;
  /**
   * The consumers that break: of calls according to recorded interactions, of events those whose
   * contracts handle them. Absent without recordings, and if the other contracts are not known.
   */
  readonly consumers?: readonly BrokenConsumer[];
}

/** Creates a change from its rule. @param direction matters for schemas only. */
export function createChange(
  rule: RuleName,
  path: string,
  values: { readonly before?: string | undefined; readonly after?: string | undefined },
  direction: Direction = "input",
): ContractChange {
  const { reason, next, ...sides } = rules[rule];
  const breaks = direction === "event" ? sides.output.map((side) => eventSides[side]) : sides[direction];
  return {
    rule,
    path,
    ...(values.before !== undefined && { before: values.before }),
    ...(values.after !== undefined && { after: values.after }),
    breaks,
    reason,
    next: direction === "event" && breaks.length > 0 ? nextOfEvent(breaks) : nextOfCall(next, breaks),
  };
}

function nextOfCall(next: Rule["next"], breaks: readonly Side[]): string {
  return typeof next === "string" ? next : breaks.map((side) => next[side as CallSide]).join("; ");
}

function nextOfEvent(breaks: readonly Side[]): string {
  const [side, ...others] = breaks;
  return nextOfEvents[others.length > 0 ? "both" : side === "publishers" ? "publishers" : "receivers"];
}
