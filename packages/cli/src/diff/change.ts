/** One difference between two versions of a contract. */

import { type OperationRuleName, operationRules } from "./operation-rules.ts";
import type { Direction, Rule, Side } from "./rule.ts";
import { type SchemaRuleName, schemaRules } from "./schema-rules.ts";

/** The name of a rule. */
export type RuleName = OperationRuleName | SchemaRuleName;

/** Every rule by its name. */
export const rules: Readonly<Record<RuleName, Rule>> = { ...operationRules, ...schemaRules };

/** A consumer whose recorded interactions show that it breaks. */
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
  /** The consumers that break according to recorded interactions; absent without recordings. */
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
  return {
    rule,
    path,
    ...(values.before !== undefined && { before: values.before }),
    ...(values.after !== undefined && { after: values.after }),
    breaks: sides[direction],
    reason,
    next: typeof next === "string" ? next : sides[direction].map((side) => next[side]).join("; "),
  };
}
