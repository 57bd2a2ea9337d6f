/** What commands print, for people or for programs, and the code that they end with. */

import { debuglog } from "node:util";
import { UserError } from "../error/user-error.ts";
import { guardExit } from "./exit-guard.ts";

/** Exit codes of every command. */
export const exitCodes = {
  ok: 0,
  /** The check found drift, or the user has something to put right. */
  failed: 1,
  /** A bug in Seamline; of `diff` also whatever keeps it from comparing, for 1 says that something breaks. */
  unexpected: 2,
} as const;

const debug = debuglog("seamline");

/** Prints a result: the text for people, or the value as JSON. */
export function printResult(json: boolean, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : `${text}\n`);
}

/**
 * Runs a command to its exit code. Failures become one message on stderr and, with `--json`, an object on stdout.
 * @param misuse the exit code for what the user has to put right.
 */
export async function runCommand(
  json: boolean,
  run: () => Promise<number>,
  misuse: number = exitCodes.failed,
): Promise<void> {
  const guard = guardExit(misuse, (fault) => printFaults(json, [fault]));
  try {
    guard.decide(await run());
  } catch (reason) {
    printFaults(json, reason instanceof UserError ? reason.faults : [describeBug(reason)]);
    guard.decide(reason instanceof UserError ? misuse : exitCodes.unexpected);
  }
}

function printFaults(json: boolean, faults: readonly string[]): void {
  if (json) printResult(true, { ok: false, faults }, "");
  process.stderr.write(faults.map((fault) => `error: ${shorten(fault)}\n`).join(""));
}

function describeBug(reason: unknown): string {
  debug("%s", reason instanceof Error ? reason.stack : reason);
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  return `seamline failed unexpectedly: ${message} (NODE_DEBUG=seamline prints the stack)`;
}

/** Paths below the working directory are shown from there. */
function shorten(fault: string): string {
  return fault.replaceAll(`${process.cwd()}/`, "");
}
