/**
 * Groups the changes of one named type in many operations, so that they do not hide other changes.
 */

import type { BrokenConsumer, ContractChange } from "./change.ts";

/**
 * Merges the changes of one type that break the same sides, in the order of their first occurrence.
 */
export function groupChanges(changes: readonly ContractChange[]): readonly ContractChange[] {
  const groups = Map.groupBy(changes, ({ type, path, rule, before, after, breaks }) =>
    JSON.stringify([type ?? null, type === undefined ? path : null, rule, before, after, breaks]),
  );
  return [...groups.values()].map(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first as ContractChange;
    const consumers = [first, ...others].flatMap((change) => change.consumers ?? []);
    const also = [...new Set(others.map(({ path }) => path))].filter((path) => path !== first.path);
    return {
      ...first,
      ...(also.length > 0 && { also }),
      ...(first.consumers !== undefined && { consumers: mergeConsumers(consumers) }),
    };
  });
}

function mergeConsumers(all: readonly BrokenConsumer[]): readonly BrokenConsumer[] {
  const byName = Map.groupBy(all, ({ consumer }) => consumer);
  return [...byName]
    .map(([consumer, own]) => ({ consumer, tests: [...new Set(own.flatMap(({ tests }) => tests))].sort() }))
    .sort((one, other) => (one.consumer < other.consumer ? -1 : 1));
}
