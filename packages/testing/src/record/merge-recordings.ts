/** Bringing together what several runs or workers recorded: sorted, each interaction once, whatever the order was. */

import type { ExpectedResponses, Interaction, Recording } from "./interaction.ts";

/** What a run covered, so that what it did not cover is kept. */
export interface Coverage {
  /** The tests that ran and passed: what they recorded before is replaced. */
  readonly passed: ReadonlySet<string>;
  /** All tests that there are, when the run has seen every file: what others recorded is gone. */
  readonly known: ReadonlySet<string> | undefined;
}

/** Merges recordings, one for each consumer and provider, sorted by both. */
export function mergeRecordings(recordings: readonly Recording[]): readonly Recording[] {
  const byEdge = Map.groupBy(recordings, ({ consumer, provider }) => `${consumer} ${provider}`);
  return [...byEdge].sort(([one], [other]) => compareText(one, other)).flatMap(([, same]) => mergeEdge(same));
}

/** What is left of an earlier recording after a run. */
export function keepUncovered(earlier: Recording, { passed, known }: Coverage): Recording {
  const interactions = earlier.interactions.filter(({ test }) => {
    if (test === undefined) return known === undefined;
    return !passed.has(test) && (known === undefined || known.has(test));
  });
  return { ...earlier, interactions };
}

/** What makes two interactions the same. */
export function identify(interaction: Interaction): string {
  const { test = "", operation, providerState, input, response: answer, matchers } = interaction;
  return JSON.stringify([test, operation, providerState ?? null, input, answer, matchers ?? null]);
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

/** By test, by operation, by the rest. */
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
