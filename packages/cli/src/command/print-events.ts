/** Queues, dead letters and blocked keys as text. */

import type { Backlog, BlockedKey, DeadLetter, OpenedDeadLetter, Page } from "@seamline/messaging";
import { count, printTable } from "../check/text/table.ts";

/** Characters of an error in a list. */
const shownError = 80;

/** Prints the state of every queue. */
export function printBacklogs(backlogs: readonly Backlog[]): string {
  if (backlogs.length === 0) return "no queues: nothing was sent to this database, and no worker has looked into it";
  return printTable([
    ["receiver", "waiting", "oldest", "retrying keys", "blocked keys", "dead letters"],
    ...backlogs.map((one) => [
      one.receiver,
      String(one.waiting),
      one.waiting === 0 ? "-" : printAge(one.oldestMs),
      String(one.retryingKeys),
      String(one.blockedKeys),
      String(one.deadLetters),
    ]),
  ]).join("\n");
}

/** Prints a page of dead letters. */
export function printLetters({ items, next }: Page<DeadLetter>): string {
  if (items.length === 0) return "no dead letters";
  const rows = items.map(({ id, receiver, type, key, attempts, diedAt, error }) => [
    id,
    receiver,
    type ?? "-",
    line(key),
    String(attempts),
    printTime(diedAt),
    cut(error),
  ]);
  return [
    ...printTable([["id", "receiver", "type", "key", "tries", "given up", "error"], ...rows]),
    ...printNext(next),
  ].join("\n");
}

/** Prints a page of blocked keys. */
export function printBlocked({ items, next }: Page<BlockedKey>): string {
  if (items.length === 0) return "no blocked keys";
  const rows = items.map(({ id, receiver, key, waiting, attempts, createdAt, error }) => [
    id ?? "-",
    receiver,
    line(key),
    String(waiting),
    String(attempts),
    createdAt === undefined ? "-" : printTime(createdAt),
    cut(error),
  ]);
  return [
    ...printTable([["id", "receiver", "key", "waiting", "tries", "sent", "error"], ...rows]),
    ...printNext(next),
  ].join("\n");
}

/** Prints one dead letter with its envelope. */
export function printLetter(letter: OpenedDeadLetter): string {
  const rows = [
    ["receiver", letter.receiver],
    ["type", letter.type ?? "-"],
    ["key", line(letter.key)],
    ["sent", printTime(letter.createdAt)],
    ["given up", printTime(letter.diedAt)],
    ["tries", String(letter.attempts)],
    ["replays", String(letter.replays)],
    ...(letter.discardedAt === undefined
      ? []
      : [["discarded", `${printTime(letter.discardedAt)}: ${line(letter.discardReason ?? "")}`]]),
    ["error", safe(letter.error).replaceAll("\n", "\n            ")],
  ];
  return [
    letter.id,
    ...printTable(rows.map(([name = "", value = ""]) => [`  ${name}`, value])),
    "  envelope",
    indent(printEnvelope(letter.text)),
  ].join("\n");
}

function printEnvelope(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return safe(text);
  }
}

function printNext(next: string | undefined): readonly string[] {
  return next === undefined ? [] : ["", `there are more: --after '${next.replaceAll("'", "'\\''")}'`];
}

/** `3 messages replayed`. */
export function printCount(amount: number, done: string, noun = "message"): string {
  return `${count(amount, noun)} ${done}`;
}

function printAge(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

function printTime(ms: number): string {
  return new Date(ms).toISOString();
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

/** Foreign text on one line. */
function line(text: string): string {
  return safe(text).replaceAll("\n", " ");
}

function cut(error: string): string {
  const [first = ""] = error.split("\n", 1);
  const shown = safe(first);
  return shown.length > shownError ? `${shown.slice(0, shownError - 1)}…` : shown;
}

/** Foreign text without what a terminal would take for a command. */
function safe(text: string): string {
  return text.replaceAll(/(?!\n)\p{Cc}/gu, "�");
}
