/** A choice among dead letters, and its SQL. */

import type { SqlValue } from "../database/database.ts";

/** Dead letters that fit all of these; without any, every one that has not been discarded. */
export interface DeadLetterFilter {
  /** Ids of their envelopes. */
  readonly ids?: readonly string[] | undefined;
  /** The receiver, such as `restaurant`. */
  readonly receiver?: string | undefined;
  /** The type, such as `customer.orderCreated.v1`. */
  readonly type?: string | undefined;
  /** The partition key. */
  readonly key?: string | undefined;
  /** Given up at this time or later, in Unix milliseconds. */
  readonly since?: number | undefined;
  /** `true` for those that have been discarded, instead of the others. Default `false`. */
  readonly discarded?: boolean | undefined;
}

/** A condition with its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The condition of a filter, on the columns of `seamline_dead_letter`. */
export function toCondition({ ids, receiver, type, key, since, discarded = false }: DeadLetterFilter): Condition {
  const parts: Condition[] = [{ sql: `discarded_at is ${discarded ? "not null" : "null"}`, values: [] }];
  if (ids !== undefined) {
    parts.push(
      ids.length === 0
        ? { sql: "1 = 0", values: [] }
        : { sql: `message_id in (${ids.map(() => "?").join()})`, values: ids },
    );
  }
  if (receiver !== undefined) parts.push({ sql: "receiver = ?", values: [receiver] });
  if (type !== undefined) parts.push({ sql: "message_type = ?", values: [type] });
  if (key !== undefined) parts.push({ sql: "message_key = ?", values: [key] });
  if (since !== undefined) parts.push({ sql: "died_at >= ?", values: [Math.trunc(since)] });
  return { sql: parts.map(({ sql }) => sql).join(" and "), values: parts.flatMap(({ values }) => values) };
}
