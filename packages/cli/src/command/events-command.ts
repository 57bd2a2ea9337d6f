/** `seamline events`: the queues of a database, their dead letters and blocked keys. */

import {
  type Database,
  discardDeadLetters,
  findMessage,
  listBlockedKeys,
  listDeadLetters,
  listReceivers,
  readBacklog,
  readDeadLetters,
  releaseKeys,
  replayDeadLetters,
  skipMessage,
} from "@seamline/messaging";
import { UserError } from "../error/user-error.ts";
import { assertKnown, type FilterFlags, readChoice, readFilter } from "../events/choose-letters.ts";
import { type DatabaseFlags, readAddress } from "../events/database-address.ts";
import { withDatabase } from "../events/open-database.ts";
import { exitCodes, printResult } from "./output.ts";
import { printBacklogs, printBlocked, printCount, printLetter, printLetters } from "./print-events.ts";

/** The flags of all commands below `events`. */
export interface EventsFlags extends DatabaseFlags, FilterFlags {
  readonly json?: boolean;
  readonly blocked?: boolean;
  readonly after?: string;
  readonly limit?: string;
  readonly reason?: string;
}

/** Rows counted at most. */
const mostCounted = 1_000_000;

/** Prints the state of every queue. @throws {UserError} */
export function runStatus(flags: EventsFlags): Promise<number> {
  return run(flags, async (database) => {
    const receivers = flags.receiver === undefined ? await listReceivers(database) : [flags.receiver];
    const queues = [];
    for (const receiver of receivers) queues.push(await readBacklog(database, receiver, mostCounted));
    return [{ queues }, printBacklogs(queues)];
  });
}

/** Lists dead letters, or blocked keys. @throws {UserError} */
export function runList(flags: EventsFlags): Promise<number> {
  const page = { after: flags.after, limit: flags.limit === undefined ? undefined : Number(flags.limit) };
  if (flags.blocked !== true) {
    const filter = readFilter(flags);
    return run(flags, async (database) => {
      const found = await listDeadLetters(database, filter, page);
      return [{ letters: found.items, next: found.next }, printLetters(found)];
    });
  }
  refuse("list", flags, ["type", "since", "discarded"]);
  return run(flags, async (database) => {
    const found = await listBlockedKeys(database, { receiver: flags.receiver, key: flags.key }, page);
    return [{ keys: found.items, next: found.next }, printBlocked(found)];
  });
}

/** Prints the dead letters of one envelope. @throws {UserError} */
export function runShow(id: string, flags: EventsFlags): Promise<number> {
  return run(flags, async (database) => {
    await assertKnown(database, [id], flags.receiver);
    const letters = await readDeadLetters(database, id, flags.receiver);
    return [{ letters }, letters.map(printLetter).join("\n\n")];
  });
}

/** Puts dead letters into their queues, or lets blocked keys go on. @throws {UserError} */
export function runReplay(ids: readonly string[], flags: EventsFlags): Promise<number> {
  const filter = readChoice("replay", ids, flags);
  if (flags.blocked === true) {
    refuse("replay", flags, ["type", "since", "discarded"]);
    return run(flags, async (database) => {
      if (ids.length === 0) {
        const keys = flags.key === undefined ? undefined : [flags.key];
        const released = await releaseKeys(database, { receiver: flags.receiver, keys });
        return [{ released }, printCount(released, "released", "key")];
      }
      let released = 0;
      for (const { receiver, key } of await findBlocked(database, ids, flags.receiver))
        released += await releaseKeys(database, { receiver, keys: [key] });
      return [{ released }, printCount(released, "released", "key")];
    });
  }
  return run(flags, async (database) => {
    await assertKnown(database, ids, flags.receiver);
    const replayed = await replayDeadLetters(database, filter);
    return [{ replayed }, printCount(replayed, "replayed")];
  });
}

/** Discards dead letters, or messages that block their keys. @throws {UserError} */
export function runDiscard(ids: readonly string[], flags: EventsFlags): Promise<number> {
  const filter = readChoice("discard", ids, flags);
  const reason = flags.reason ?? "";
  if (reason.trim() === "")
    throw new UserError(["events discard: expected --reason <text>, which is kept with the messages, found none"]);
  return run(flags, async (database) => {
    if (flags.blocked === true) await skipBlocked(database, ids, flags);
    else await assertKnown(database, ids, flags.receiver);
    const discarded = await discardDeadLetters(database, filter, reason);
    return [{ discarded }, printCount(discarded, "discarded")];
  });
}

/** Moves messages that block their keys to the dead letters. @throws {UserError} */
export function runSkip(ids: readonly string[], flags: EventsFlags): Promise<number> {
  return run(flags, async (database) => {
    const skipped = await skipBlocked(database, ids, flags);
    return [{ skipped }, printCount(skipped, "skipped")];
  });
}

async function skipBlocked(database: Database, ids: readonly string[], { receiver }: EventsFlags): Promise<number> {
  if (ids.length === 0)
    throw new UserError([
      "events: expected the ids of messages that block their keys, found none; seamline events list --blocked shows them",
    ]);
  let skipped = 0;
  for (const blocked of await findBlocked(database, ids, receiver))
    if (await skipMessage(database, blocked.receiver, blocked.key, blocked.id)) skipped += 1;
  return skipped;
}

/** The keys that messages block. @throws {UserError} for ids that block none. */
async function findBlocked(
  database: Database,
  ids: readonly string[],
  receiver: string | undefined,
): Promise<readonly { readonly receiver: string; readonly key: string; readonly id: string }[]> {
  const found = [];
  const faults: string[] = [];
  for (const id of ids) {
    const { waiting } = await findMessage(database, id);
    const blocked = waiting.filter((one) => one.blocks && (receiver === undefined || receiver === one.receiver));
    found.push(...blocked.map((one) => ({ ...one, id })));
    if (blocked.length === 0)
      faults.push(`events: the message ${id} blocks no key; seamline events list --blocked shows those that do`);
  }
  if (faults.length > 0) throw new UserError(faults);
  return found;
}

function refuse(command: string, flags: EventsFlags, names: readonly (keyof EventsFlags)[]): void {
  const given = names.filter((name) => flags[name] !== undefined);
  if (given.length === 0) return;
  throw new UserError([
    `events ${command}: blocked keys are chosen by --receiver and --key, found ${given.map((name) => `--${name}`).join(", ")}; leave it out`,
  ]);
}

async function run(
  flags: EventsFlags,
  work: (database: Database) => Promise<readonly [value: object, text: string]>,
): Promise<number> {
  const address = readAddress(flags, process.env);
  try {
    const [value, text] = await withDatabase(address, flags.cwd ?? ".", work);
    printResult(flags.json === true, { ok: true, ...value }, text);
    return exitCodes.ok;
  } catch (reason) {
    if (reason instanceof RangeError) throw new UserError([`events: ${reason.message}`], { cause: reason });
    throw reason;
  }
}
