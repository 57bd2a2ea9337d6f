/** `startup`: the cost of importing a client in a new process, and the size of the packages. */

import type { Family, MeasureOptions, Row } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { selectSubjects } from "../harness/select.ts";
import { median, summarise } from "../harness/statistics.ts";
import { printNumber, printTime, type Table } from "../harness/table.ts";
import { compileClientPackage, writeClientPackage } from "../repository/client-package.ts";
import { createRepository } from "../repository/create-repository.ts";
import { packPackages } from "../repository/packed-packages.ts";
import { printStartupProgram, type StartupReport } from "./startup-program.ts";
import { floor, operations, subjects } from "./subjects.ts";

/** The cost of an import. Times are nanoseconds, memory is bytes. */
export interface ImportRow extends Row {
  readonly kind: "import";
  readonly ratioToFloor: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** From the start of the process to its end. */
  readonly processTime: number;
  readonly rss: number;
  readonly modules: number;
}

/** The size of a package. */
export interface SizeRow extends Row {
  readonly kind: "size";
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly files: number;
}

/** A row of the family. */
export type StartupRow = ImportRow | SizeRow;

async function measure(options: MeasureOptions): Promise<readonly StartupRow[]> {
  const names = subjects.map((subject) => subject.name);
  const wanted = selectSubjects(names, options.only, floor.name);
  const chosen = subjects.filter((subject) => wanted.includes(subject.name));
  options.progress("startup: packing");
  await using repository = await createRepository("packed");
  await writeClientPackage(repository, "orders", operations);
  await repository.seamline(["generate"]);
  await compileClientPackage(repository, "orders");
  const programs = [];
  for (const [index, { imports, files = {} }] of chosen.entries()) {
    for (const [path, text] of Object.entries(files)) await repository.write(path, text);
    const program = `start-${index}.js`;
    await repository.write(program, printStartupProgram(imports));
    programs.push(program);
  }
  const start = async (program: string, ...flags: string[]): Promise<StartupReport & { processTime: number }> => {
    const { stdout, elapsed } = await repository.node([program, ...flags]);
    return { ...(JSON.parse(stdout) as StartupReport), processTime: elapsed };
  };
  const counts = await Promise.all(programs.map(async (program) => (await start(program, "--modules")).modules));
  const rounds = await runRounds(
    programs.map((program) => ({ run: () => start(program) })),
    {
      rounds: options.rounds ?? 25,
      warmUp: 1,
      onRound: (round) => options.progress(`startup: round ${round}`),
    },
  );
  const spreads = rounds.map((reports) => summarise(reports.map((report) => report.importTime)));
  const reference = (spreads[chosen.indexOf(floor)] as (typeof spreads)[number]).median;
  const imports = chosen.map((subject, index): ImportRow => {
    const reports = rounds[index] as (typeof rounds)[number];
    const spread = spreads[index] as (typeof spreads)[number];
    return {
      family: "startup",
      kind: "import",
      subject: subject.name,
      ratioToFloor: spread.median / reference,
      ...spread,
      processTime: median(reports.map((report) => report.processTime)),
      rss: median(reports.map((report) => report.rss)),
      modules: counts[index] ?? 0,
    };
  });
  const sizes = (await packPackages()).map(
    ({ name, folder: _, ...size }): SizeRow => ({ family: "startup", kind: "size", subject: name, ...size }),
  );
  return [...imports, ...sizes];
}

function tables(rows: readonly StartupRow[]): readonly Table[] {
  return [
    {
      title: `Importing, in a process of its own (the client package has ${operations} operations)`,
      head: ["subject", "ratio", "import", "min–max", "process", "added RSS, MB", "files"],
      rows: rows.flatMap((row) =>
        row.kind === "import"
          ? [
              [
                row.subject,
                printNumber(row.ratioToFloor),
                printTime(row.median),
                `${printTime(row.min)}–${printTime(row.max)}`,
                printTime(row.processTime),
                printNumber(row.rss / 1e6),
                String(row.modules),
              ],
            ]
          : [],
      ),
    },
    {
      title: "Packed packages",
      head: ["package", "packed, kB", "unpacked, kB", "files"],
      rows: rows.flatMap((row) =>
        row.kind === "size"
          ? [[row.subject, printNumber(row.packedBytes / 1e3), printNumber(row.unpackedBytes / 1e3), String(row.files)]]
          : [],
      ),
    },
  ];
}

/** The family. */
export const family: Family<StartupRow> = {
  name: "startup",
  measure,
  tables,
  packages: ["undici", "zod", "@trpc/client", "@orpc/client", "ts-rest-next"],
};
