/** Measures our commands in a repository with a large contract. */

import { readFile } from "node:fs/promises";
import type { MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { median, summarise } from "../harness/statistics.ts";
import { writeClientPackage } from "../repository/client-package.ts";
import { createRepository, type Repository } from "../repository/create-repository.ts";
import { caches, floor, type MeasuredCommand } from "./commands.ts";
import { prepareWeighing, type WeighedOutcome, weigh } from "./peak-memory.ts";
import type { CommandRow } from "./row.ts";

/** The number of operations in the contract. */
export const operations = 1_000;

/** Measures commands; {@link floor} must be one of them. */
export async function measureCommands(
  chosen: readonly MeasuredCommand[],
  options: MeasureOptions,
): Promise<readonly CommandRow[]> {
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
  const spreads = rounds.map((outcomes) => summarise(outcomes.map(({ elapsed }) => elapsed)));
  const reference = (spreads[chosen.indexOf(floor)] as (typeof spreads)[number]).median;
  return chosen.map((command, index): CommandRow => {
    const spread = spreads[index] as (typeof spreads)[number];
    return {
      family: "cli",
      kind: "command",
      subject: command.name,
      operations,
      target: command.target === undefined ? null : command.target * 1e6,
      ratioToFloor: spread.median / reference,
      ...spread,
      peak: median((rounds[index] as (typeof rounds)[number]).map(({ peak }) => peak)),
    };
  });
}

async function writeRepository(repository: Repository): Promise<void> {
  await prepareWeighing(repository);
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

/**
 * Node's cache of compiled code is inside the repository: caches of other programs do not count.
 */
async function time(repository: Repository, command: MeasuredCommand): Promise<WeighedOutcome> {
  const env = { NODE_COMPILE_CACHE: repository.at(`${caches}/node`) };
  if (command.prepare === undefined && command.args?.[0] === "generate") await repository.seamline(["generate"], env);
  await command.prepare?.(repository);
  const { args } = command;
  const outcome = await weigh(repository, args === undefined ? [] : [repository.bin, ...args], env);
  if (command.prints.test(outcome.stdout)) return outcome;
  throw new Error(`${command.name}: expected it to print ${command.prints}, found ${JSON.stringify(outcome.stdout)}`);
}
