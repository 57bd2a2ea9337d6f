/** Finds the consumers that a change breaks, according to their recorded interactions. */

import type { ContractSnapshot, OperationSnapshot } from "../model/contract-snapshot.ts";
import type { BrokenConsumer, ContractChange } from "./change.ts";
import { partPath } from "./compare-operations.ts";
import { findMismatches } from "./find-mismatches.ts";
import type { Interaction, RecordedInteractions } from "./interactions.ts";

/** Adds the broken consumers to every change that breaks callers. */
export function addBrokenConsumers(
  changes: readonly ContractChange[],
  before: ContractSnapshot,
  after: ContractSnapshot | undefined,
  recordings: readonly RecordedInteractions[],
): readonly ContractChange[] {
  const own = recordings.filter((recording) => recording.provider === before.service);
  return changes.map((change) => {
    if (!change.breaks.includes("callers")) return change;
    const consumers = new Map<string, Set<string>>();
    for (const { consumer, interactions } of own) {
      for (const interaction of interactions) {
        if (!isBroken(change, consumer, interaction, after)) continue;
        const tests = consumers.get(consumer) ?? new Set();
        consumers.set(consumer, tests);
        if (interaction.test !== undefined) tests.add(interaction.test);
      }
    }
    const found = [...consumers].map(([consumer, tests]): BrokenConsumer => ({ consumer, tests: [...tests].sort() }));
    return { ...change, consumers: found.sort((one, other) => (one.consumer < other.consumer ? -1 : 1)) };
  });
}

function isBroken(
  change: ContractChange,
  consumer: string,
  interaction: Interaction,
  after: ContractSnapshot | undefined,
): boolean {
  // Without its contract, or under another name, the whole service is gone.
  if (after === undefined || change.rule === "service-renamed") return true;
  const [operation = "", part] = change.path.split(/[.<[]/);
  const name = change.rule === "operation-renamed" ? change.before : operation;
  if (interaction.operation !== name) return false;
  const now = Object.hasOwn(after.operations, operation) ? after.operations[operation] : undefined;
  if (now === undefined || change.rule === "location-changed") return true;
  switch (part) {
    case "allow":
      return now.allow?.includes(consumer) === false;
    case "errors":
      return change.path.startsWith(`${operation}.errors.${interaction.response.error?.reason}.`);
    case "input":
      return change.rule === "stream-changed" || isRefused(change, operation, now, interaction, after);
    default:
      // A client checks the whole output, so every consumer of the operation is affected.
      return true;
  }
}

/** Checks that the recorded input is refused at the changed path, or at one around or inside it. */
function isRefused(
  change: ContractChange,
  name: string,
  operation: OperationSnapshot,
  { input }: Interaction,
  { schemas }: ContractSnapshot,
): boolean {
  if (operation.input === undefined) return false;
  const items = operation.streams?.input === "items" && Array.isArray(input) ? input : [input];
  const path = partPath(name, "input", operation);
  return items
    .flatMap((item) => findMismatches(operation.input as never, item, path, { schemas, unknownFits: true }))
    .some((refused) => isWithin(refused, change.path) || isWithin(change.path, refused));
}

function isWithin(path: string, other: string): boolean {
  return path === other || (path.startsWith(other) && /[.<[{]/.test(path.charAt(other.length)));
}
