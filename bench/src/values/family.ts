/**
 * `values`: reading bodies of just below 1 MiB, flat and deep, beside `JSON.parse` of their text. The
 * time must follow the size, not the depth.
 */

import { createWireSchema } from "@seamline/core/internal";
import type { Family, MeasureOptions, Row } from "../harness/family.ts";
import { selectSubjects } from "../harness/select.ts";
import { median } from "../harness/statistics.ts";
import { printNumber, printTime, type Table } from "../harness/table.ts";
import { subjects, type ValueSubject } from "./subjects.ts";

/** The cost of one body. Times are nanoseconds of CPU, medians over the rounds. */
export interface ValueRow extends Row {
  /** `JSON.parse` of the text. */
  readonly parse: number;
  /** What a callee does with the parsed body. */
  readonly decode: number;
  /** What a caller does with the same value. */
  readonly encode: number;
  /** `decode` divided by `parse`: less is better. */
  readonly ratioToFloor: number;
  readonly rounds: number;
}

function measureCpu(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

function measureOne({ name, schema, body }: ValueSubject, rounds: number): ValueRow {
  const wire = createWireSchema(schema);
  const domain = wire.decode(JSON.parse(body));
  const times = Array.from({ length: rounds }, () => {
    let parsed: unknown;
    const parse = measureCpu(() => {
      parsed = JSON.parse(body);
    });
    return { parse, decode: measureCpu(() => wire.decode(parsed)), encode: measureCpu(() => wire.encode(domain)) };
  });
  const [parse, decode, encode] = (["parse", "decode", "encode"] as const).map((part) =>
    median(times.map((time) => time[part])),
  ) as [number, number, number];
  return { family: "values", subject: name, parse, decode, encode, ratioToFloor: decode / parse, rounds };
}

async function measure(options: MeasureOptions): Promise<readonly ValueRow[]> {
  const names = subjects.map((subject) => subject.name);
  const wanted = selectSubjects(names, options.only, names[0] as string);
  return subjects
    .filter((subject) => wanted.includes(subject.name))
    .map((subject) => {
      options.progress(`values: ${subject.name}`);
      return measureOne(subject, options.rounds ?? 9);
    });
}

function tables(rows: readonly ValueRow[]): readonly Table[] {
  return [
    {
      title: "A body of 1,000,000 bytes, CPU time",
      head: ["value", "JSON.parse", "decode", "encode", "decode / JSON.parse"],
      rows: rows.map(({ subject, parse, decode, encode, ratioToFloor }) => [
        subject,
        printTime(parse),
        printTime(decode),
        printTime(encode),
        printNumber(ratioToFloor),
      ]),
    },
  ];
}

/** The family. */
export const family: Family<ValueRow> = { name: "values", measure, tables, packages: ["zod"] };
