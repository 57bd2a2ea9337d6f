/**
 * Streams take the same memory, however long they are. Measured in a separate process, with a
 * reader slower than its writer.
 */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import type { StreamMemoryReport } from "../stream-memory-program.ts";

const program = fileURLToPath(new URL("../stream-memory-program.ts", import.meta.url));
const mebibyte = 1024 * 1024;

const fullMebibytes = 1024;
const fullItems = 200_000;

/**
 * Mebibytes that the process may grow by, both ends included: a sixteenth of the bytes in one
 * direction. Streams may hold less than one mebibyte; the others are garbage that V8 has not
 * collected yet, so growth does not depend on the length.
 */
const maxGrowth = 64;

/** The share of one direction's bytes from which growth means that streams are held in memory. */
const heldShare = 0.75;

/** A small heap for V8, so that little garbage piles up before it is collected. */
const smallHeap = ["--max-semi-space-size=2", "--max-old-space-size=64"];

/** The figure. */
export const figure: Figure = {
  name: "memory of a 1 GiB stream, down and up",
  target: `all of it arrives, resident memory ≤ +${maxGrowth} MiB`,
  sampleScale: 1 / 8,
  async run(scale): Promise<Finding> {
    const [mebibytes, items] = [scaled(fullMebibytes, scale), scaled(fullItems, scale)];
    const args = [...smallHeap, program, String(mebibytes), String(items)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const report = JSON.parse(stdout) as StreamMemoryReport;
    const growth = report.growth / mebibyte;
    const faults = new Faults();
    for (const way of ["down", "up"] as const) {
      const found = report[way] / mebibyte;
      if (found !== mebibytes) faults.add(`expected ${mebibytes} MiB to arrive ${way}, found ${found}`);
    }
    if (report.items !== items) faults.add(`expected ${items} items, found ${report.items}`);
    if (growth > Math.max(maxGrowth, mebibytes * heldShare)) faults.add("streams are held in memory");
    const { down, up } = report.seconds;
    return {
      measured: `${mebibytes} MiB down in ${down.toFixed(1)} s, up in ${up.toFixed(1)} s, and ${items} items: +${growth.toFixed(0)} MiB`,
      faults: faults.lines,
      withinTarget: growth <= maxGrowth,
    };
  },
};
