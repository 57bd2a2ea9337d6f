/**
 * `soak`: a steady rate of calls for minutes, in-process and over HTTP, and the growth of memory
 * and handles.
 */

import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Family, MeasureOptions, Row } from "../harness/family.ts";
import { printFinding, printNumber, type Table } from "../harness/table.ts";
import { createRepository } from "../repository/create-repository.ts";
import { contractSource } from "./contract-source.ts";
import { type Course, judgeCourse } from "./flatness.ts";
import type { Outcomes, Sample } from "./program.ts";

/** One figure of one process over the whole run. */
export interface CourseRow extends Row, Course {
  readonly kind: "course";
  readonly figure: keyof typeof limits;
  readonly limit: number;
  readonly seconds: number;
  readonly samples: readonly number[];
}

/** The outcomes of the calls over one transport. */
export interface CallsRow extends Row, Outcomes {
  readonly kind: "calls";
  readonly perSecond: number;
  readonly seconds: number;
}

/** A row of the family. */
export type SoakRow = CourseRow | CallsRow;

/**
 * Growth that counts as level: memory in bytes, the rest as counts. A pool opens and closes
 * connections on demand.
 */
const limits = { heap: 2 * 1024 ** 2, rss: 32 * 1024 ** 2, sockets: 8, handles: 16 };

/** Calls per second: well below the capacity of two cores, so that nothing queues. */
const rates = { "in-process": 1_000, http: 400 };

const defaultSeconds = 300;

const sampleCount = 60;

const program = fileURLToPath(new URL("program.ts", import.meta.url));

async function measure(options: MeasureOptions): Promise<readonly SoakRow[]> {
  const seconds = options.seconds ?? defaultSeconds;
  await using repository = await createRepository("workspace");
  await repository.write("clients/orders/src/contract.ts", contractSource);
  await repository.seamline(["generate"]);
  const generated = pathToFileURL(repository.at("clients/orders/src/generated")).href;
  const children: ChildProcess[] = [];
  const start = async (...args: readonly string[]): Promise<{ child: ChildProcess; first: unknown }> => {
    const child = fork(program, args, { execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"] });
    children.push(child);
    return { child, first: await ask(child, undefined) };
  };
  try {
    const { child: callee, first: address } = await start("serves", generated);
    const { child: caller } = await start("calls", generated, String(address), JSON.stringify(rates));
    const samples: { readonly caller: Sample; readonly callee: Sample }[] = [];
    await sleep(seconds * 100); // warm-up: code is compiled, pools are filled
    for (let index = 0; index < sampleCount; index += 1) {
      await sleep((seconds * 900) / sampleCount);
      samples.push({ caller: await takeSample(caller), callee: await takeSample(callee) });
      options.progress(`soak: ${Math.round(((index + 1) / sampleCount) * 90 + 10)} % of ${seconds} s`);
    }
    const courses = (["caller", "callee"] as const).flatMap((part) =>
      describeCourses(
        part,
        samples.map((sample) => sample[part]),
        seconds,
      ),
    );
    const { outcomes } = (samples.at(-1) as (typeof samples)[number]).caller;
    const calls = Object.entries(rates).map(
      ([transport, perSecond]): CallsRow => ({
        family: "soak",
        kind: "calls",
        subject: `seamline (${transport})`,
        perSecond,
        seconds,
        ...(outcomes[transport] as Outcomes),
      }),
    );
    return [...courses, ...calls];
  } finally {
    for (const child of children) child.kill();
  }
}

function describeCourses(part: string, samples: readonly Sample[], seconds: number): readonly CourseRow[] {
  return (Object.keys(limits) as (keyof typeof limits)[]).map((figure) => {
    const values = samples.map((sample) => sample[figure]);
    const limit = limits[figure];
    const subject = `seamline (${part})`;
    return {
      family: "soak",
      kind: "course",
      subject,
      figure,
      limit,
      seconds,
      ...judgeCourse(values, limit),
      samples: values,
    };
  });
}

async function takeSample(child: ChildProcess): Promise<Sample> {
  return (await ask(child, "sample")) as Sample;
}

function ask(child: ChildProcess, question: string | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`soak: a process ended early, with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message);
    });
    if (question !== undefined) child.send(question);
  });
}

function tables(rows: readonly SoakRow[]): readonly Table[] {
  const courses = rows.filter((row) => row.kind === "course");
  const print = (row: CourseRow, value: number): string =>
    row.figure === "heap" || row.figure === "rss" ? `${printNumber(value / 1024 ** 2)} MiB` : String(value);
  return [
    {
      title: `${rows[0]?.seconds} s of calls: the lowest of the first third beside the lowest of the last`,
      head: ["process", "figure", "first", "last", "growth", "allowed", "flat"],
      rows: courses.map((row) => [
        row.subject,
        row.figure,
        ...[row.first, row.last, row.growth, row.limit].map((value) => print(row, value)),
        printFinding(row.flat),
      ]),
    },
    {
      title: "How the calls ended",
      head: ["transport", "calls/s", "succeeded", "declared error", "canceled", "deadline exceeded", "other"],
      rows: rows.flatMap((row) => {
        if (row.kind !== "calls") return [];
        const { subject, perSecond, succeeded, declared, canceled, deadlineExceeded, other } = row;
        const counts = [perSecond, succeeded, declared, canceled, deadlineExceeded, other];
        return [[subject, ...counts.map((count) => count.toLocaleString("en-US"))]];
      }),
    },
  ];
}

/** The family, run by name only. */
export const family: Family<SoakRow> = { name: "soak", measure, tables, packages: ["undici", "zod"] };
