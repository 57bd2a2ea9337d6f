/** `seamline check`. */

import { printReport, type ReportFormat } from "../check/report/report.ts";
import { check } from "../check/run/check.ts";
import { exitCodes } from "./output.ts";

/** The flags of the command. */
export interface CheckFlags {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
  /** `false` with `--no-cache`. */
  readonly cache?: boolean;
  readonly format?: ReportFormat;
  readonly shrinkBaseline?: boolean;
  readonly growBaseline?: readonly string[];
  readonly baselineSince?: string;
}

/** Checks the boundaries; returns the exit code. @throws {UserError} */
export async function runCheck(flags: CheckFlags): Promise<number> {
  const result = await check(flags);
  process.stdout.write(`${printReport(formatOf(flags), result)}\n`);
  return result.ok ? exitCodes.ok : exitCodes.failed;
}

function formatOf({ json, format }: CheckFlags): ReportFormat {
  return format ?? (json === true ? "json" : "text");
}
