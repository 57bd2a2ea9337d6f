/** One difference between two builds of a contract. */

import { type OperationRuleName, operationRules } from "./operation-rules.ts";
import type { Direction, Rule, Side } from "./rule.ts";
import { type SchemaRuleName, schemaRules } from "./schema-rules.ts";

/** The name of a rule. */
export type RuleName = OperationRuleName | SchemaRuleName;

/** Every rule by its name. */
export const rules: Readonly<Record<RuleName, Rule>> = { ...operationRules, ...schemaRules };

/** A consumer that its recorded interactions show to break, and where they were recorded. */
export interface BrokenConsumer {
  /** The service that recorded them. */
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
  /** The place within the innermost named type that has changed, as `Address.street`; left out outside of named types. */
  readonly type?: string;
  /** Further places where the same change of the same type is met. Left out where there are none. */
  readonly also?: readonly string[];
  /** Left out where there was nothing. */
  readonly before?: string;
  /** Left out where there is nothing any more. */
  readonly after?: string;
  /** Empty: the change is safe. */
  readonly breaks: readonly Side[];
  /** The reason why it breaks those sides, or is safe. */
  readonly reason: string;
  /** The next step. */
  readonly next: string;
  /** Those that break, as far as recorded interactions show; left out when none were given. */
  readonly consumers?: readonly BrokenConsumer[];
}

/** Makes a change by its rule. @param direction counts for schemas only. */
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
