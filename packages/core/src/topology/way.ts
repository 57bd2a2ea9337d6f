/** The ways to a service, as expressions name them. */

import type { Transport } from "../call/call-request.ts";
import type { ResolvedPolicies } from "../policy/policy-options.ts";
import type { TransportTarget } from "./transport-provider.ts";

/** A way to a service; operations with the same way share its transport. */
export type Way =
  | { readonly kind: "in-process" }
  | {
      readonly kind: "remote";
      readonly text: string;
      /**
       * The URL without its policies: routes with the same address share connections and the retry
       * budget.
       */
      readonly address: string;
      readonly target: TransportTarget;
    }
  | {
      readonly kind: "combined";
      readonly name: "balance" | "fallback";
      readonly text: string;
      readonly members: readonly Member[];
      /** The longest of its members', if any sets one. */
      readonly timeoutMs: number | undefined;
    }
  | { readonly kind: "custom"; readonly transport: Transport }
  /**
   * Neither hosted nor addressed: a fault if a hosted module uses the service, else an error at the
   * call.
   */
  | { readonly kind: "none" };

/** A way inside a combinator, with the policies of its own address. */
export interface Member {
  readonly way: Way;
  readonly text: string;
  readonly policies: ResolvedPolicies;
}

/**
 * Milliseconds that a call over a way may take if its caller sets no timeout; `undefined` if the
 * way sets none.
 */
export function timeoutOf(way: Way): number | undefined {
  if (way.kind === "remote") return way.target.timeoutMs;
  return way.kind === "combined" ? way.timeoutMs : undefined;
}
