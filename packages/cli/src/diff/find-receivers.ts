/** Finds the services that handle a changed event, by the contracts before the change. */

import type { ContractSnapshot } from "../model/contract-snapshot.ts";
import type { ContractChange } from "./change.ts";
import { eventOf } from "./compare-events.ts";
import { nothing, type Side } from "./rule.ts";

/**
 * Names the receivers of every change of an event that breaks a side. An event that no contract
 * handled, and that was not `external`, breaks no side.
 * @param all every contract before the change: the deployed ones.
 */
export function addReceivers(
  changes: readonly ContractChange[],
  before: ContractSnapshot,
  all: readonly ContractSnapshot[],
): readonly ContractChange[] {
  return changes.map((change) => {
    const name = change.breaks.some(isSideOfEvents) ? eventOf(change, before) : undefined;
    if (name === undefined) return change;
    const receivers = all.filter(({ handles = [] }) => handles.includes(`${before.service}.${name}`));
    if (receivers.length === 0 && before.events?.[name]?.external !== true) {
      return { ...change, breaks: [], reason: "no contract handled the event", next: nothing };
    }
    if (receivers.length === 0) return change;
    return { ...change, consumers: receivers.map(({ service }) => ({ consumer: service, tests: [] })).sort(byName) };
  });
}

function isSideOfEvents(side: Side): boolean {
  return side === "receivers" || side === "publishers";
}

function byName(one: { readonly consumer: string }, other: { readonly consumer: string }): number {
  return one.consumer < other.consumer ? -1 : 1;
}
