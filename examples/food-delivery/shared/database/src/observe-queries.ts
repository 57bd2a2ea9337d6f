/**
 * Reports the owners of the tables in each query: `OBSERVE_QUERIES=1`, for tests, prints one line
 * on stderr for every violation.
 */

import { createQueryObserver, type ObserveQuery } from "@seamline/data";

let observer: ObserveQuery | undefined;

/**
 * The observer of this process: one for all of its databases, because it learns the tables from the
 * migrations of each. `undefined` if `OBSERVE_QUERIES` is not set.
 */
export function findQueryObserver(env: Readonly<Record<string, string | undefined>>): ObserveQuery | undefined {
  if (env.OBSERVE_QUERIES !== "1") return undefined;
  observer ??= createQueryObserver({ report: ({ rule, found }, sql) => console.error(`${rule}: ${found}: ${sql}`) });
  return observer;
}
