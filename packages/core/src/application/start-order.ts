/** The order in which modules start: a module's dependencies before the module. */

/**
 * Sorts services so that each comes after those it uses. Services in a cycle keep their given
 * order; their calls wait for one another's readiness.
 */
export function toStartOrder(uses: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (service: string): void => {
    if (seen.has(service) || !uses.has(service)) return;
    seen.add(service);
    for (const used of uses.get(service) ?? []) visit(used);
    order.push(service);
  };
  for (const service of uses.keys()) visit(service);
  return order;
}
