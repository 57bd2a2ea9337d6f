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
    .description("check imports against the boundaries of the configuration; exit with 1 on violations")
    .addOption(new Option("--format <format>", "how to print the result").choices(reports).conflicts("json"))
    .option("--shrink-baseline", "remove stale entries from the baseline; add nothing")
    .option("--grow-baseline <modules...>", "accept the new violations of these modules, and remove stale entries")
    .addOption(new Option("--why <rule>", "print what a rule is for, and what to do instead").conflicts(["format"]))
    .option("--baseline-since <commit>", "list entries added to the baseline since; fail if it is frozen")
    .action((flags: CheckFlags & { readonly why?: string }) =>
      runCommand(flags.json === true, async () =>
        flags.why === undefined
          ? (await import("./check-command.ts")).runCheck(flags)
          : (await import("./check-queries.ts")).runWhy(flags.why, flags),
      ),
    );
  addQueries(check);
  addReading(program.command("graph"))
    .description("draw the imports between units, violations in red, and the events that they handle, dashed")
    .addOption(
      new Option("--format <format>", "the format of the drawing (default: mermaid)")
        .choices(drawings)
        .conflicts("json"),
    )
    .addOption(new Option("--only <edges>", "draw only these edges (default: both)").choices(["imports", "events"]))
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
    .description("list settings without effect; exit with 1 if there are any")
    .action((flags: QueryFlags) => runQuery(flags, (queries) => queries.runUnused(flags)));
  addReading(check.command("unassigned"))
    .description("list files that belong to no module, client package, shared code or composition root")
    .action((flags: QueryFlags) => runQuery(flags, (queries) => queries.runUnassigned(flags)));
  addReading(check.command("changed"))
    .description("list the changed units, and those that import them")
    .requiredOption("--since <commit>", "the commit to compare the files with")
    .action((flags: QueryFlags & { since: string }) => runQuery(flags, (queries) => queries.runChanged(flags)));
}

function addReading(command: Command): Command {
  return addShared(command).option("--no-cache", "read every file, unchanged ones included");
}

function runQuery(
  { json }: QueryFlags,
  run: (queries: typeof import("./check-queries.ts")) => Promise<number>,
): Promise<void> {
  return runCommand(json === true, async () => run(await import("./check-queries.ts")));
}
