/** The commands `seamline events …`, and their flags. */

import type { Command } from "commander";
import type { EventsFlags } from "./events-command.ts";
import { runCommand } from "./output.ts";

type Commands = typeof import("./events-command.ts");

/** Adds `events` to the program. */
export function addEventsCommands(program: Command): void {
  const events = program
    .command("events")
    .description("operate the queues of a module's database: what waits, what was given up, what is blocked");
  addDatabase(events.command("status"))
    .description("print how much waits in each queue, since when, and what needs a person")
    .action((flags: EventsFlags) => run(flags, (commands) => commands.runStatus(flags)));
  addFilters(addDatabase(events.command("list")))
    .description("list dead letters; with --blocked, keys that wait for a person")
    .option("--blocked", "list blocked keys instead")
    .option("--after <token>", "continue behind the page before")
    .option("--limit <number>", "the rows of a page, 1 to 1,000 (default: 100)")
    .action((flags: EventsFlags) => run(flags, (commands) => commands.runList(flags)));
  addDatabase(events.command("show <id>"))
    .description("print a dead letter with its envelope, error and tries")
    .action((id: string, flags: EventsFlags) => run(flags, (commands) => commands.runShow(id, flags)));
  addFilters(addDatabase(events.command("replay [ids...]")))
    .description("put dead letters into their queues again, in the order of their keys")
    .option("--all", "every dead letter that the filters leave")
    .option("--blocked", "let blocked keys go on instead, by the ids of the messages that block them, or by filters")
    .action((ids: string[], flags: EventsFlags) => run(flags, (commands) => commands.runReplay(ids, flags)));
  addFilters(addDatabase(events.command("discard [ids...]")))
    .description("put dead letters aside for good; they are removed after their retention")
    .option("--reason <text>", "why, kept with them (required)")
    .option("--all", "every dead letter that the filters leave")
    .option("--blocked", "discard messages that block their keys, and let the keys go on")
    .action((ids: string[], flags: EventsFlags) => run(flags, (commands) => commands.runDiscard(ids, flags)));
  addDatabase(events.command("skip <ids...>"))
    .description("move messages that block their keys to the dead letters, and let the keys go on")
    .action((ids: string[], flags: EventsFlags) => run(flags, (commands) => commands.runSkip(ids, flags)));
}

function addDatabase(command: Command): Command {
  return command
    .option("--database <url>", "postgres://…, mysql://… or a SQLite file (default: DATABASE_URL)")
    .option("--service <name>", "take the URL from <NAME>_DATABASE_URL")
    .option("--receiver <name>", "only the queue of this service")
    .option("--cwd <folder>", "the folder whose node_modules has the driver (default: the working directory)")
    .option("--json", "print the result as JSON");
}

function addFilters(command: Command): Command {
  return command
    .option("--type <type>", "only this type, as customer.orderCreated.v1")
    .option("--key <key>", "only this partition key")
    .option("--since <time>", "only those given up since: 2026-11-30T12:00:00Z, 30m, 2h, 7d")
    .option("--discarded", "those that were discarded, instead of the others");
}

function run(flags: EventsFlags, invoke: (commands: Commands) => Promise<number>): Promise<void> {
  return runCommand(flags.json === true, async () => invoke(await import("./events-command.ts")));
}
