/** Printed results and exit codes of commands. */

import { debuglog } from "node:util";
import { UserError } from "../error/user-error.ts";
import { detectEarlyExit } from "./early-exit.ts";

/** Exit codes of every command. */
export const exitCodes = {
  ok: 0,
  /** The check found drift, or there are faults for the user to fix. */
  failed: 1,
  /**
   * A bug in Seamline. For `diff` also every fault that prevents a comparison, because 1 means a
   * breaking change.
   */
  unexpected: 2,
} as const;

const debug = debuglog("seamline");

/** Prints a result: the text, or with `json` the value as JSON. */
export function printResult(json: boolean, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : `${text}\n`);
}

/**
 * Runs a command and sets its exit code. A failure becomes one message on stderr and, with
 * `--json`, an object on stdout.
 * @param misuse the exit code for faults that the user can fix.
 */
export async function runCommand(
  json: boolean,
  run: () => Promise<number>,
  misuse: number = exitCodes.failed,
): Promise<void> {
  const exit = detectEarlyExit(misuse, (fault) => printFaults(json, [fault]));
  try {
    exit.decide(await run());
  } catch (reason) {
    printFaults(json, reason instanceof UserError ? reason.faults : [describeBug(reason)]);
    exit.decide(reason instanceof UserError ? misuse : exitCodes.unexpected);
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

/** Shortens paths below the working directory to relative ones. */
function shorten(fault: string): string {
  return fault.replaceAll(`${process.cwd()}/`, "");
}
