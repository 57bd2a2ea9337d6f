/**
 * `types`: the cost to the compiler of a consumer that calls every operation once. With inferred
 * types every consumer compiles its author's schemas; with generated ones it reads only the
 * published declarations.
 */

import { fileURLToPath } from "node:url";
import type { Family, MeasureOptions, Row } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { selectSubjects } from "../harness/select.ts";
import { median } from "../harness/statistics.ts";
import { printNumber, type Table } from "../harness/table.ts";
import { compilerOptions, tsc } from "../repository/client-package.ts";
import { createRepository, type Repository } from "../repository/create-repository.ts";
import { type Diagnostics, parseDiagnostics } from "./diagnostics.ts";
import { inferred, interfaces, seamline, zodAlone } from "./own-subjects.ts";
import { peers } from "./peer-subjects.ts";
import type { TypesSubject } from "./subject.ts";

/** A row of the family. Times are nanoseconds. */
export interface TypesRow extends Row, Diagnostics {
  readonly compiler: string;
  readonly operations: number;
  /** The check time, divided by that of hand-written interfaces. */
  readonly ratioToFloor: number;
  readonly rounds: number;
}

const subjects: readonly TypesSubject[] = [interfaces, seamline, inferred, zodAlone, ...peers];

const sizes: readonly number[] = [50, 200, 1_000];

/** TypeScript 6 is several times slower: the large service would take minutes. */
const sizesOfSix: readonly number[] = [200];

const six = fileURLToPath(new URL("../../node_modules/typescript6/bin/tsc", import.meta.url));

/**
 * The author's compilation of our client package: its assertions compare every generated type with
 * zod's.
 */
const author = "seamline (the client package's own check)";

async function measure(options: MeasureOptions): Promise<readonly TypesRow[]> {
  const names = subjects.map((subject) => subject.name);
  const wanted = selectSubjects(names, options.only, interfaces.name);
  const chosen = subjects.filter((subject) => wanted.includes(subject.name));
  await using repository = await createRepository("packed");
  const rows: TypesRow[] = [];
  for (const operations of sizes) {
    const projects = [];
    for (const subject of chosen) {
      const folder = `consumers/${operations}/${subject.name.replaceAll(/\W+/g, "-")}`;
      options.progress(`types: ${subject.name}, ${operations} operations`);
      const report = await subject.write(repository, folder, operations);
      await repository.write(
        `${folder}/tsconfig.json`,
        JSON.stringify({
          compilerOptions: { ...compilerOptions, noEmit: true, allowImportingTsExtensions: true },
          include: ["."],
        }),
      );
      projects.push({ subject: subject.name, folder, report });
    }
    rows.push(...(await compareAll(repository, projects, operations, "7", options)));
    if (sizesOfSix.includes(operations)) {
      rows.push(...(await compareAll(repository, projects, operations, "6", options)));
    }
  }
  return rows;
}

interface Project {
  readonly subject: string;
  readonly folder: string;
  readonly report: string | undefined;
}

async function compareAll(
  repository: Repository,
  projects: readonly Project[],
  operations: number,
  compiler: "6" | "7",
  options: MeasureOptions,
): Promise<readonly TypesRow[]> {
  const compile = async (folder: string): Promise<Diagnostics> => {
    options.progress(`types: TypeScript ${compiler} in ${folder}`);
    const args = [compiler === "7" ? tsc : six, "-p", folder, "--extendedDiagnostics"];
    return parseDiagnostics((await repository.node(args)).stdout);
  };
  // Fast ones are compiled repeatedly; for the others a single compilation is enough.
  const isCheap = ({ subject }: Project): boolean => [interfaces.name, seamline.name].includes(subject);
  const rounds = compiler === "7" ? (options.rounds ?? 9) : 1;
  const cheap = projects.filter(isCheap);
  const close = await runRounds(
    cheap.map(({ folder }) => ({ run: () => compile(folder) })),
    { rounds, warmUp: 1 },
  );
  const found: { subject: string; diagnostics: Diagnostics; rounds: number }[] = [];
  for (const project of projects) {
    const at = cheap.indexOf(project);
    const results = at < 0 ? [await compile(project.folder)] : (close[at] as readonly Diagnostics[]);
    found.push({ subject: project.subject, diagnostics: summariseDiagnostics(results), rounds: results.length });
    if (project.report !== undefined && compiler === "7") {
      found.push({ subject: author, diagnostics: parseDiagnostics(project.report), rounds: 1 });
    }
  }
  const floor = found.find(({ subject }) => subject === interfaces.name)?.diagnostics.checkTime ?? Number.NaN;
  return found.map(({ subject, diagnostics, rounds: counted }) => ({
    family: "types",
    subject,
    compiler,
    operations,
    ratioToFloor: diagnostics.checkTime / floor,
    ...diagnostics,
    rounds: counted,
  }));
}

/** Counts are constant, times are not. */
function summariseDiagnostics(results: readonly Diagnostics[]): Diagnostics {
  const middle = (key: keyof Diagnostics): number => median(results.map((result) => result[key]));
  return {
    instantiations: middle("instantiations"),
    types: middle("types"),
    memory: middle("memory"),
    checkTime: middle("checkTime"),
    totalTime: middle("totalTime"),
  };
}

function tables(rows: readonly TypesRow[]): readonly Table[] {
  return ["7", "6"].map((compiler) => {
    const ofCompiler = rows.filter((row) => row.compiler === compiler);
    const counts = sizes.filter((size) => ofCompiler.some((row) => row.operations === size));
    const largest = Math.max(...counts);
    const names = [...new Set(ofCompiler.map((row) => row.subject))];
    const find = (subject: string, operations: number): TypesRow | undefined =>
      ofCompiler.find((row) => row.subject === subject && row.operations === operations);
    return {
      title: `TypeScript ${compiler}: instantiations by operations, and what ${largest} operations cost`,
      head: ["subject", ...counts.map(String), "types", "check time, ms", "ratio", "total, ms", "memory, MB"],
      rows: names.map((subject) => {
        const last = find(subject, largest);
        const figures = [last?.types, divide(last?.checkTime, 1e6), last?.ratioToFloor, divide(last?.totalTime, 1e6)];
        return [
          subject,
          ...counts.map((count) => (find(subject, count)?.instantiations ?? Number.NaN).toLocaleString("en-US")),
          ...[...figures, divide(last?.memory, 1e6)].map((figure) => printNumber(figure ?? Number.NaN)),
        ];
      }),
    };
  });
}

function divide(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value / by;
}

/** The family. */
export const family: Family<TypesRow> = {
  name: "types",
  measure,
  tables,
  packages: ["typescript", "typescript6", "zod", "@trpc/client", "@orpc/contract", "hono", "ts-rest-next"],
};
