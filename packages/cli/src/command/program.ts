/** The commands and flags of `seamline`. */

import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { Command, Option } from "commander";
import { addCheckCommands } from "./check-program.ts";
import type { DiffFlags } from "./diff-command.ts";
import { addEventsCommands } from "./events-program.ts";
import type { ExplainFlags } from "./explain-command.ts";
import type { GenerateFlags } from "./generate-command.ts";
import type { ImportFlags } from "./import-command.ts";
import type { InitFlags } from "./init-command.ts";
import type { OpenapiFlags } from "./openapi-command.ts";
import { exitCodes, runCommand } from "./output.ts";
import { addShared } from "./shared-flags.ts";

/** The version in the package's own package.json, which lies beside both `src` and `dist`. */
function readVersion(): string {
  const file = findPackageJSON(import.meta.url) as string;
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

/** Creates the program; `parseAsync` runs it. Only the module of the invoked command is loaded. */
export function createProgram(): Command {
  const program = new Command("seamline")
    .description("Typed service clients generated from contracts; the transport behind them is configuration.")
    .version(readVersion(), "-V, --version", "print the version")
    .enablePositionalOptions() // flags belong to the command before them
    .showHelpAfterError("(seamline --help lists commands and flags)");
  addShared(program.command("generate"))
    .description("write the client packages of all contracts, and print the changes")
    .option("--check", "write nothing; exit with 1 if a file is out of date")
    .addOption(new Option("--watch", "generate again after every change, until Ctrl-C").conflicts("check"))
    .option("--no-cache", "load every contract, unchanged ones included")
    .action((flags: GenerateFlags) =>
      runCommand(flags.json === true, async () => (await import("./generate-command.ts")).runGenerate(flags)),
    );
  addShared(program.command("explain <name>"))
    .description(
      "print the effective settings of an operation (courier.createDelivery), an event (customer.orderCreated) or a service, and their source",
    )
    .action((name: string, flags: ExplainFlags) =>
      runCommand(flags.json === true, async () => (await import("./explain-command.ts")).runExplain(name, flags)),
    );
  addShared(program.command("diff [before] [after]"))
    .description(
      "compare contracts: two contract.json files, or the working tree with a commit; report which callers, handlers and receivers of events break",
    )
    .option("--against <commit>", "the commit to compare the contracts of the working tree with")
    .option("--interactions <path...>", "files or folders of recorded interactions: report which consumers break")
    .addOption(
      new Option("--format <format>", "how to print the result")
        .choices(["text", "json", "markdown", "github"])
        .default("text"),
    )
    .addOption(
      new Option(
        "--fail-on <side>",
        "exit with 1 if changes break this side; receivers of events count as callers, publishers as handlers",
      )
        .choices(["callers", "handlers", "any"])
        .default("callers"),
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.unexpected))
    .action((before: string | undefined, after: string | undefined, flags: DiffFlags) => {
      const files = [before, after].filter((file) => file !== undefined);
      const asJson = flags.json === true || flags.format === "json";
      const run = async (): Promise<number> => (await import("./diff-command.ts")).runDiff(files, flags);
      return runCommand(asJson, run, exitCodes.unexpected);
    });
  addShared(program.command("openapi"))
    .description("print all contracts as one OpenAPI 3.1 document, for the HTTP clients of an application")
    .option("--public", "exposed operations only (default: all)")
    .option("--service <names...>", "these services only (default: all)")
    .option("--server <urls...>", "the URLs where it is served (default: those of the configuration)")
    .option("--out <file>", "write the document to a file")
    .option("--check", "write nothing; exit with 1 if the file is out of date")
    .action((flags: OpenapiFlags) =>
      runCommand(flags.json === true, async () => (await import("./openapi-command.ts")).runOpenapi(flags)),
    );
  addCheckCommands(program);
  addEventsCommands(program);
  program
    .command("import <document>")
    .description("write a contract from an OpenAPI 3.0 or 3.1 document, a file or a URL, and report what differs")
    .option("--service <name>", "the service, in camelCase (default: the document's title)")
    .option("--out <file>", "the file to write (default: print the source)")
    .option("--check", "write nothing; exit with 1 and print the difference if the file is out of date")
    .addOption(
      new Option("--force", "replace a file that was edited, or that no import has written").conflicts("check"),
    )
    .option("--cwd <folder>", "the folder to work in (default: the working directory)")
    .option("--json", "print the result as JSON")
    .action((document: string, flags: ImportFlags) =>
      runCommand(flags.json === true, async () => (await import("./import-command.ts")).runImport(document, flags)),
    );
  program
    .command("init")
    .description("propose boundaries for this repository, write them, and accept today's violations")
    .option("--print", "print the configuration; write nothing")
    .option("--cwd <folder>", "the folder to work in (default: the working directory)")
    .option("--json", "print the result as JSON")
    .action((flags: InitFlags) =>
      runCommand(flags.json === true, async () => (await import("./init-command.ts")).runInit(flags)),
    );
  return program;
}
