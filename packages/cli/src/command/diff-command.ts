/** `seamline diff`. */

import { diff } from "../diff/diff.ts";
import type { DiffResult } from "../diff/diff-result.ts";
import { printAnnotations } from "../diff/print-annotations.ts";
import { printMarkdown } from "../diff/print-markdown.ts";
import { printReport } from "../diff/print-report.ts";
import type { Side } from "../diff/rule.ts";
import { UserError } from "../error/user-error.ts";
import { exitCodes, printResult } from "./output.ts";

/** The flags of the command. */
export interface DiffFlags {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly against?: string;
  readonly interactions?: readonly string[];
  /** `text`, `json`, `markdown` or `github`. */
  readonly format: string;
  /** `callers`, `handlers` or `any`. */
  readonly failOn: string;
}

/** The sides of calls and events that each value of `--fail-on` names. */
const sidesOf: Readonly<Record<string, readonly Side[]>> = {
  callers: ["callers", "receivers"],
  handlers: ["handlers", "publishers"],
  any: ["callers", "handlers", "receivers", "publishers"],
};

/**
 * Compares contracts; returns 1 if a change breaks a side in `--fail-on`, otherwise 0.
 * @throws {UserError}
 */
export async function runDiff(
  files: readonly string[],
  { format, failOn, json, ...flags }: DiffFlags,
): Promise<number> {
  if (files.length !== 0 && (files.length !== 2 || flags.against !== undefined)) {
    throw new UserError([
      `diff: expected either two files or --against <commit>, found ${files.length} file${files.length === 1 ? "" : "s"}` +
        `${flags.against === undefined ? "" : " and --against"}; leave one of them out`,
    ]);
  }
  const [before, after] = files;
  const result = await diff({
    ...flags,
    ...(before !== undefined && after !== undefined && { files: [before, after] as const }),
  });
  const failing = sidesOf[failOn] ?? [];
  const ok = failing.every((side) => result.breaking[side] === 0);
  const asJson = json === true || format === "json";
  printResult(asJson, { ok, ...result }, printText(result, format, failing));
  return ok ? exitCodes.ok : exitCodes.failed;
}

function printText(result: DiffResult, format: string, failing: readonly Side[]): string {
  if (format === "markdown") return printMarkdown(result);
  return format === "github" ? printAnnotations(result, failing) : printReport(result);
}
