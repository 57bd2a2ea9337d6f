/**
 * Test runs tell whose tables each query uses: `OBSERVE_QUERIES=1`, one line on stderr for every
 * violation.
 */

import { createQueryObserver, type ObserveQuery } from "@seamline/data";

let observer: ObserveQuery | undefined;

/**
 * Who is told of the queries of this process: one for all of its databases, since it learns from
 * the migrations of each.
 */
export function findQueryObserver(env: Readonly<Record<string, string | undefined>>): ObserveQuery | undefined {
  if (env.OBSERVE_QUERIES !== "1") return undefined;
  observer ??= createQueryObserver({ report: ({ rule, found }, sql) => console.error(`${rule}: ${found}: ${sql}`) });
  return observer;
}
