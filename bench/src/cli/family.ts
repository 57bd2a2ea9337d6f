/** `cli`: how long a person waits for the command, in a repository with a contract of 1,000 operations. */

import { readFile } from "node:fs/promises";
import type { Family, MeasureOptions, Row } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { selectSubjects } from "../harness/select.ts";
import { summarise } from "../harness/statistics.ts";
import { printNumber, printTime, type Table } from "../harness/table.ts";
import { writeClientPackage } from "../repository/client-package.ts";
import { createRepository, type Repository } from "../repository/create-repository.ts";
import { caches, commands, floor, type MeasuredCommand } from "./commands.ts";

/** A row of the family: a command from its start to its exit. Times are nanoseconds. */
export interface CliRow extends Row {
  readonly operations: number;
  /** Nanoseconds that were promised; `null` where nothing was. */
  readonly target: number | null;
  readonly ratioToFloor: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

const operations = 1_000;

async function measure(options: MeasureOptions): Promise<readonly CliRow[]> {
  const names = commands.map((command) => command.name);
  const wanted = selectSubjects(names, options.only, floor.name);
  const chosen = commands.filter((command) => wanted.includes(command.name));
  options.progress("cli: packing");
  await using repository = await createRepository("packed");
  await writeRepository(repository);
  const rounds = await runRounds(
    chosen.map((command) => ({ run: () => time(repository, command) })),
    {
      rounds: options.rounds ?? 7,
      warmUp: 1,
      onRound: (round) => options.progress(`cli: round ${round}`),
    },
  );
  const spreads = rounds.map(summarise);
  const reference = (spreads[chosen.indexOf(floor)] as (typeof spreads)[number]).median;
  return chosen.map((command, index): CliRow => {
    const spread = spreads[index] as (typeof spreads)[number];
    return {
      family: "cli",
      subject: command.name,
      operations,
      target: command.target === undefined ? null : command.target * 1e6,
      ratioToFloor: spread.median / reference,
      ...spread,
    };
  });
}

async function writeRepository(repository: Repository): Promise<void> {
  await writeClientPackage(repository, "big", operations);
  const contract = "clients/big/src/contract.ts";
  const source = await readFile(repository.at(contract), "utf8");
  await repository.write("clients/big/src/edited.ts", 'export const summary = "not edited";\n');
  await repository.write(
    contract,
    `import { summary } from "./edited.ts";\n${source.replace("operations: {", "summary,\n  operations: {")}`,
  );
  await repository.write("seamline.config.ts", 'export default { application: "./app/application.ts" };\n');
  await repository.write(
    "app/application.ts",
    `import { createApplication } from "@seamline/core";
import { bigContract } from "../clients/big/src/contract.ts";
export const application = createApplication({
  modules: { big: { contract: bigContract, load: () => import("./nowhere.ts") } },
  env: {},
});
`,
  );
}

/** Node's cache of compiled code is the repository's own: what other programs left on the machine does not count. */
async function time(repository: Repository, command: MeasuredCommand): Promise<number> {
  const env = { NODE_COMPILE_CACHE: repository.at(`${caches}/node`) };
  if (command.prepare === undefined && command.args?.[0] === "generate") await repository.seamline(["generate"], env);
  await command.prepare?.(repository);
  const { args } = command;
  const { stdout, elapsed } = await (args === undefined ? repository.node(["-e", ""]) : repository.seamline(args, env));
  if (command.prints.test(stdout)) return elapsed;
  throw new Error(`${command.name}: expected it to print ${command.prints}, found ${JSON.stringify(stdout)}`);
}

function tables(rows: readonly CliRow[]): readonly Table[] {
  return [
    {
      title: `Commands, from start to exit, with a contract of ${operations} operations`,
      head: ["command", "time", "min–max", "ratio", "target"],
      rows: rows.map((row) => [
        row.subject,
        printTime(row.median),
        `${printTime(row.min)}–${printTime(row.max)}`,
        printNumber(row.ratioToFloor),
        row.target === null ? "–" : printTime(row.target),
      ]),
    },
  ];
}

/** The family. */
export const family: Family<CliRow> = { name: "cli", measure, tables, packages: ["zod"] };
