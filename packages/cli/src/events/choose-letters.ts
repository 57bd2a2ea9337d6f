/** The dead letters that flags and ids choose. */

import { suggest } from "@seamline/core/settings";
import {
  type Database,
  type DeadLetterFilter,
  findMessage,
  listDeadLetters,
  readDeadLetters,
} from "@seamline/messaging";
import { UserError } from "../error/user-error.ts";

/** The flags that filter. */
export interface FilterFlags {
  readonly receiver?: string;
  readonly type?: string;
  readonly key?: string;
  readonly since?: string;
  readonly discarded?: boolean;
  readonly all?: boolean;
}

/** Reads the filter of a list. @throws {UserError} for a time that is none. */
export function readFilter({ receiver, type, key, since, discarded }: FilterFlags): DeadLetterFilter {
  return { receiver, type, key, discarded, ...(since !== undefined && { since: readTime(since) }) };
}

/**
 * Reads the filter of a change, which names what it is about.
 * @throws {UserError} if neither ids, filters nor `--all` are given, or ids together with `--all`.
 */
export function readChoice(command: string, ids: readonly string[], flags: FilterFlags): DeadLetterFilter {
  const filter = readFilter(flags);
  const filtered = [flags.receiver, flags.type, flags.key, flags.since].some((flag) => flag !== undefined);
  if (ids.length > 0 && flags.all === true)
    throw new UserError([`events ${command}: expected ids or --all, found both; leave one of them out`]);
  if (ids.length > 0) return { ...filter, ids };
  if (filtered || flags.all === true) return filter;
  throw new UserError([
    `events ${command}: expected ids, a filter (--receiver, --type, --key, --since) or --all, found none of them`,
  ]);
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2h` is two hours ago; else a time as `2026-11-30T12:00:00Z`. */
function readTime(text: string): number {
  const [, amount, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return Date.now() - Number(amount) * (units[unit] ?? 0);
  const time = Date.parse(text);
  if (Number.isFinite(time)) return time;
  throw new UserError([
    `--since: expected a time as 2026-11-30T12:00:00Z, or how long ago as 30m, 2h or 7d, found ${JSON.stringify(text)}`,
  ]);
}

/** Explains ids that no dead letter has. @throws {UserError} if there are any. */
export async function assertKnown(database: Database, ids: readonly string[], receiver?: string): Promise<void> {
  const faults: string[] = [];
  for (const id of ids) {
    if ((await readDeadLetters(database, id, receiver)).length === 0)
      faults.push(await explainUnknown(database, id, receiver));
  }
  if (faults.length > 0) throw new UserError(faults);
}

/** Ids that are looked at for a suggestion. */
const mostIds = 1_000;

async function explainUnknown(database: Database, id: string, receiver: string | undefined): Promise<string> {
  const fault = `events: no dead letter${receiver === undefined ? "" : ` of ${receiver}`} has the id ${id}`;
  const { waiting, handledBy } = await findMessage(database, id);
  const [place] = waiting;
  if (place !== undefined) {
    const hint = place.blocks ? `, where it blocks the key ${place.key}: use --blocked` : "";
    return `${fault}; it waits in the queue of ${place.receiver}${hint}`;
  }
  if (handledBy.length > 0) return `${fault}; ${handledBy.join(", ")} handled it`;
  const { items } = await listDeadLetters(database, { receiver }, { limit: mostIds });
  const known = items.map((letter) => letter.id);
  const longer = known.filter((one) => one.startsWith(id));
  const near = longer.length === 1 ? `did you mean ${longer[0]}?` : suggest(id, known);
  return `${fault}; ${near.startsWith("did you mean") ? near : "seamline events list shows them"}`;
}
