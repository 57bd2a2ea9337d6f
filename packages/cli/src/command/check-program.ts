/** The commands `seamline check …` and `seamline graph`, and their flags. */

import { type Command, Option } from "commander";
import type { CheckFlags } from "./check-command.ts";
import type { GraphFlags, QueryFlags } from "./check-queries.ts";
import { runCommand } from "./output.ts";
import { addShared } from "./shared-flags.ts";

const reports = ["text", "json", "sarif", "github", "junit", "markdown"];
const drawings = ["mermaid", "dot", "svg"];

/** Adds `check` and `graph` to the program. */
export function addCheckCommands(program: Command): void {
  const check = addReading(program.command("check"))
    .enablePositionalOptions()
    .description("check that imports keep to the boundaries of the configuration; exit with 1 when they do not")
    .addOption(new Option("--format <format>", "how to print the result").choices(reports).conflicts("json"))
    .option("--shrink-baseline", "remove from the baseline what is no longer a violation; add nothing")
    .option("--grow-baseline <modules...>", "accept the new violations of these modules, and shrink")
    .option("--baseline-since <commit>", "list what the baseline has accepted since; fail where it is frozen")
    .action((flags: CheckFlags) =>
      runCommand(flags.json === true, async () => (await import("./check-command.ts")).runCheck(flags)),
    );
  addQueries(check);
  addReading(program.command("graph"))
    .description("draw who imports whom; what is against the rules is red")
    .addOption(new Option("--format <format>", "what to draw (default: mermaid)").choices(drawings).conflicts("json"))
    .addOption(new Option("--output <file>", "write the drawing to a file").conflicts("json"))
    .action((flags: GraphFlags) => runQuery(flags, (queries) => queries.runGraph(flags)));
}

function addQueries(check: Command): void {
  addReading(check.command("explain <from> <to>"))
    .description("print the shortest chain of imports from one unit, folder or file to another")
    .action((from: string, to: string, flags: QueryFlags) =>
      runQuery(flags, (queries) => queries.runExplainPath(from, to, flags)),
    );
  addReading(check.command("unused"))
    .description("list settings that nothing needs; exit with 1 when there are some")
    .action((flags: QueryFlags) => runQuery(flags, (queries) => queries.runUnused(flags)));
  addReading(check.command("unassigned"))
    .description("list files that belong to no module, client package, shared code or composition root")
    .action((flags: QueryFlags) => runQuery(flags, (queries) => queries.runUnassigned(flags)));
  addReading(check.command("changed"))
    .description("list the units that have changed, and those that import them")
    .requiredOption("--since <commit>", "the commit to compare the files with")
    .action((flags: QueryFlags & { since: string }) => runQuery(flags, (queries) => queries.runChanged(flags)));
}

function addReading(command: Command): Command {
  return addShared(command).option("--no-cache", "read every file, whether or not it is known to be unchanged");
}

function runQuery(
  { json }: QueryFlags,
  run: (queries: typeof import("./check-queries.ts")) => Promise<number>,
): Promise<void> {
  return runCommand(json === true, async () => run(await import("./check-queries.ts")));
}
