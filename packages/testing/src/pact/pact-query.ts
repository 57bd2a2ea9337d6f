/**
 * The query of a Pact request. Pact sends every pair as `name=value` and has no key without a value,
 * which is how an empty list is written.
 */

/** The values by name, as a pact has them. */
export type PactQuery = Readonly<Record<string, readonly string[]>>;

/**
 * Converts a query that a binding wrote. An empty list becomes empty text, or no key, where a
 * listener reads the same input from it.
 * @param isSame `true` if a listener reads the input from this query.
 * @param refuse receives the name of each list that Pact cannot send.
 */
export function toPactQuery(
  query: string,
  isSame: (query: string) => boolean,
  refuse: (name: string) => void,
): PactQuery {
  const pairs = query.split("&");
  const sent = pairs.flatMap((pair) => {
    if (pair.includes("=")) return [pair];
    const replaced = (by: readonly string[]): string => pairs.flatMap((one) => (one === pair ? by : [one])).join("&");
    const fitting = [[`${pair}=`], []].find((by) => isSame(replaced(by)));
    if (fitting === undefined) refuse(decodeURIComponent(pair));
    return fitting ?? [];
  });
  const values = new Map<string, readonly string[]>();
  for (const pair of sent) {
    const equals = pair.indexOf("=");
    const name = decodeURIComponent(pair.slice(0, equals));
    values.set(name, [...(values.get(name) ?? []), decodeURIComponent(pair.slice(equals + 1))]);
  }
  return Object.fromEntries(values);
}
