/** Lists of sagas, a page at a time. */

import { assertSettings, flag, object, oneOf, type Setting, text } from "@seamline/core/settings";
import { nowOf } from "../queue/tables.ts";
import { wholeNumber } from "./definition-settings.ts";
import { type SagaRecord, type SagaStatus, toRecord } from "./saga-record.ts";
import type { SagaStore } from "./saga-store.ts";

/** The conditions of a list of sagas, and its page. */
export interface SagaFilter {
  /** The name of a definition. Default: all. */
  readonly saga?: string | undefined;
  /** The key that a saga was started with. Default: any. */
  readonly key?: string | undefined;
  /** The state. Default: any. */
  readonly status?: SagaStatus | undefined;
  /** `true` for sagas that need a person. Default: all. */
  readonly alarmed?: boolean | undefined;
  /** The id after which the page begins. Default: the first page. */
  readonly after?: string | undefined;
  /** The most sagas of the page, 1 to 1,000. Default 100. */
  readonly limit?: number | undefined;
}

const setting: Setting = object({
  saga: text("the name of a saga"),
  key: text("the key of a saga"),
  status: oneOf("running", "waiting", "compensating", "stuck", "completed", "compensated", "abandoned"),
  alarmed: flag,
  after: text("the id of a saga"),
  limit: wholeNumber(1, 1_000),
});

/**
 * Reads a page of sagas, the oldest first.
 * @throws {TypeError} for a wrong filter.
 */
export async function listRecords(store: SagaStore, filter: SagaFilter): Promise<readonly SagaRecord[]> {
  assertSettings("list", setting, filter);
  const { saga, key, status, alarmed, after, limit = 100 } = filter;
  const conditions = ["service = ?"];
  const values = [store.service];
  const add = (column: string, value: string | undefined): void => {
    if (value === undefined) return;
    conditions.push(`${column} ?`);
    values.push(value);
  };
  add("saga =", saga);
  add("business_key =", key);
  add("status =", status);
  add("id >", after);
  if (alarmed !== undefined) conditions.push(`alarmed_at is ${alarmed ? "not null" : "null"}`);
  const { rows } = await store.database.run(
    `select *, ${nowOf[store.dialect]} as now from seamline_saga where ${conditions.join(" and ")} order by id limit ${limit}`,
    values,
  );
  return rows.map(toRecord);
}
