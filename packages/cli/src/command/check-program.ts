/** The command `seamline check` and its flags. */

import { type Command, Option } from "commander";
import type { CheckFlags } from "./check-command.ts";
import { runCommand } from "./output.ts";
import { addShared } from "./shared-flags.ts";

const formats = ["text", "json", "sarif", "github", "junit", "markdown"];

/** Adds `check` to the program. */
export function addCheckCommand(program: Command): void {
  addShared(program.command("check"))
    .description("check that imports keep to the boundaries of the configuration; exit with 1 when they do not")
    .addOption(new Option("--format <format>", "how to print the result").choices(formats).conflicts("json"))
    .option("--shrink-baseline", "remove from the baseline what is no longer a violation; add nothing")
    .option("--grow-baseline <modules...>", "accept the new violations of these modules, and shrink")
    .option("--no-cache", "read every file, whether or not it is known to be unchanged")
    .action((flags: CheckFlags) =>
      runCommand(flags.json === true, async () => (await import("./check-command.ts")).runCheck(flags)),
    );
}
