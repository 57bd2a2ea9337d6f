/** The flags shared by all commands. */

import type { Command } from "commander";

/** Adds `--config`, `--cwd` and `--json`. */
export function addShared(command: Command): Command {
  return command
    .option("--config <file>", "the configuration (default: seamline.config.ts)")
    .option("--cwd <folder>", "the folder to work in (default: the working directory)")
    .option("--json", "print the result as JSON");
}
