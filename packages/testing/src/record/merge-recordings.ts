/** Bringing together what several runs or workers recorded: sorted, each interaction once, whatever the order was. */

import type { ExpectedAnswers, Interaction, Recording } from "./interaction.ts";

/** What a run covered, so that what it did not cover is kept. */
export interface Coverage {
  /** Every test of the consumer ran and passed: what is not recorded now is gone. */
  readonly complete: boolean;
  /** The tests that ran and passed: what they recorded before is replaced. */
  readonly tests: ReadonlySet<string>;
}

/** Merges recordings, one for each consumer and provider, sorted by both. */
export function mergeRecordings(recordings: readonly Recording[]): readonly Recording[] {
  const byEdge = Map.groupBy(recordings, ({ consumer, provider }) => `${consumer} ${provider}`);
  const edges = [...byEdge.keys()].sort();
  return edges.map((edge) => mergeEdge(byEdge.get(edge) as Recording[]));
}

/** What is left of an earlier recording after a run. */
export function keepUncovered(earlier: Recording, { complete, tests }: Coverage): Recording {
  const kept = complete ? [] : earlier.interactions.filter(({ test }) => test === undefined || !tests.has(test));
  return { ...earlier, interactions: kept };
}

/** What makes two interactions the same. */
export function identify(interaction: Interaction): string {
  const { test = "", operation, providerState, input, answer, matchers } = interaction;
  return JSON.stringify([test, operation, providerState ?? null, input, answer, matchers ?? null]);
}

function mergeEdge(recordings: readonly Recording[]): Recording {
  const { consumer, provider } = recordings[0] as Recording;
  const all = recordings.flatMap(({ interactions }) => interactions);
  const distinct = new Map(all.map((interaction) => [identify(interaction), interaction]));
  const sorted = [...distinct].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, interaction]) => interaction);
  const expects: Record<string, ExpectedAnswers> = Object.assign(
    {},
    ...recordings.map((recording) => recording.expects),
  );
  const used = [...new Set(sorted.map(({ operation }) => operation))].sort();
  const kept = used.flatMap((operation) => (expects[operation] === undefined ? [] : [[operation, expects[operation]]]));
  return { consumer, provider, expects: Object.fromEntries(kept), interactions: sorted };
}
