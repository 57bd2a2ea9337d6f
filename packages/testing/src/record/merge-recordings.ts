/**
 * Merging of recordings from several runs or workers: sorted and distinct, independent of their
 * order.
 */

import type { ExpectedResponses, Interaction, Recording } from "./interaction.ts";

/** The tests that a run covered. Interactions of other tests are kept. */
export interface Coverage {
  /** The tests that passed: their earlier interactions are replaced. */
  readonly passed: ReadonlySet<string>;
  /** All existing tests, if the run covered every file; interactions of others are removed. */
  readonly known: ReadonlySet<string> | undefined;
}

/** Merges recordings to one per consumer and provider, sorted by both. */
export function mergeRecordings(recordings: readonly Recording[]): readonly Recording[] {
  const byEdge = Map.groupBy(recordings, ({ consumer, provider }) => `${consumer} ${provider}`);
  return [...byEdge].sort(([one], [other]) => compareText(one, other)).flatMap(([, same]) => mergeEdge(same));
}

/** Removes the interactions of an earlier recording that a run replaced. */
export function keepUncovered(earlier: Recording, { passed, known }: Coverage): Recording {
  const interactions = earlier.interactions.filter(({ test }) => {
    if (test === undefined) return known === undefined;
    return !passed.has(test) && (known === undefined || known.has(test));
  });
  return { ...earlier, interactions };
}

/** The identity of an interaction: equal for equal interactions. */
export function identify(interaction: Interaction): string {
  const { test = "", operation, providerState, input, response, matchers } = interaction;
  return JSON.stringify([test, operation, providerState ?? null, input, response, matchers ?? null]);
}

function mergeEdge(recordings: readonly Recording[]): readonly Recording[] {
  const [first] = recordings;
  if (first === undefined) return [];
  const { consumer, provider } = first;
  const all = recordings.flatMap(({ interactions }) => interactions);
  const distinct = new Map(all.map((interaction) => [identify(interaction), interaction]));
  const sorted = [...distinct].sort(compare).map(([, interaction]) => interaction);
  const expects: Record<string, ExpectedResponses> = Object.assign(
    {},
    ...recordings.map((recording) => recording.expects),
  );
  const used = [...new Set(sorted.map(({ operation }) => operation))].sort();
  const kept = used.flatMap((operation) => (expects[operation] === undefined ? [] : [[operation, expects[operation]]]));
  return [{ consumer, provider, expects: Object.fromEntries(kept), interactions: sorted }];
}

type Identified = readonly [id: string, interaction: Interaction];

/** Orders interactions by test, operation and identity. */
function compare([oneId, one]: Identified, [otherId, other]: Identified): number {
  return (
    compareText(one.test ?? "", other.test ?? "") ||
    compareText(one.operation, other.operation) ||
    compareText(oneId, otherId)
  );
}

function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
