import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { readSection, replaceSection, writeRows, writeSections } from "./results.ts";
import { runRounds, turnOrder } from "./rounds.ts";
import { selectSubjects } from "./select.ts";
import { median, summarise } from "./statistics.ts";
import { printNumber, printTable, printTime } from "./table.ts";

describe("median", () => {
  it("is the middle, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 2, 4, 9])).toBe(6.5);
    expect(() => median([])).toThrow("found none");
  });

  it("stands beside the extremes", () => {
    expect(summarise([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, rounds: 3 });
  });
});

describe("runRounds", () => {
  it("gives every subject one round per turn, in changing order, and does not count the warm-up", async () => {
    const log: string[] = [];
    const runnable = (name: string) => ({ run: async () => log.push(name) });
    const results = await runRounds([runnable("a"), runnable("b"), runnable("c")], { rounds: 2, warmUp: 1 });
    expect(log).toEqual(["a", "b", "c", "c", "b", "a", "b", "c", "a"]);
    expect(results.map((counted) => counted.length)).toEqual([2, 2, 2]);
    expect(results[0]).toEqual([6, 9]);
  });

  it("gives subjects with `every` a turn in some rounds only, the first among them", async () => {
    const run = async (): Promise<number> => 1;
    const results = await runRounds([{ run }, { run, every: 3 }], { rounds: 4, warmUp: 1 });
    expect(results.map((counted) => counted.length)).toEqual([4, 2]);
  });

  it("lets each subject go first", () => {
    const first = Array.from({ length: 8 }, (_, turn) => turnOrder(4, turn)[0]);
    expect(new Set(first).size).toBe(4);
  });
});

describe("selectSubjects", () => {
  const names = ["floor", "ours", "ours (signed)", "theirs"];

  it("keeps the floor and the order", () => {
    expect(selectSubjects(names, [], "floor")).toEqual(names);
    expect(selectSubjects(names, ["theirs", "ours"], "floor")).toEqual(["floor", "ours", "theirs"]);
    expect(selectSubjects(names, ["our"], "floor")).toEqual(["floor", "ours", "ours (signed)"]);
  });

  it("refuses a text that fits no name", () => {
    expect(() => selectSubjects(names, ["nobody"], "floor")).toThrow("found nobody");
  });
});

describe("printTable", () => {
  it("lines up and is Markdown", () => {
    const rows = [
      ["a|b", "1"],
      ["c", "1,000"],
    ];
    expect(printTable({ title: "t", head: ["subject", "ns"], rows })).toBe(
      ["| subject |    ns |", "|---------|------:|", "| a\\|b    |     1 |", "| c       | 1,000 |"].join("\n"),
    );
  });

  it("shows three digits", () => {
    expect([0.1234, 12.34, 1234.5, Number.NaN].map(printNumber)).toEqual(["0.12", "12.3", "1,235", "–"]);
    expect([1.5, 1500, 1.5e6].map(printTime)).toEqual(["1.50 ns", "1.50 µs", "1.50 ms"]);
  });
});

describe("results", () => {
  it("are a row a line, and a section between markers", async () => {
    const path = await mkdtemp(join(tmpdir(), "bench-"));
    const at = pathToFileURL(`${path}/`);
    try {
      const rows = [
        { family: "f", subject: "a", median: 1 },
        { family: "f", subject: "b", median: 2.0000049 },
      ];
      await writeRows("f", rows, at);
      const text = await readFile(join(path, "results", "f.json"), "utf8");
      expect(JSON.parse(text)).toEqual(rows.map((row) => ({ ...row, median: Math.round(row.median) })));
      expect(text.split("\n").length).toBe(5);

      const files = ["a.md", "b.md"].map((name) => new URL(name, at));
      for (const file of files)
        await writeFile(file, "before\n<!-- bench f -->\nold\n<!-- end of bench f -->\nafter\n");
      for (const section of ["new", "newer"]) await writeSections("f", section, files);
      for (const file of files) {
        const written = await readFile(file, "utf8");
        expect(written).toBe("before\n<!-- bench f -->\nnewer\n<!-- end of bench f -->\nafter\n");
        expect(readSection(written, "f", file)).toBe("newer");
      }
    } finally {
      await rm(path, { recursive: true });
    }
  });

  it("refuse a document without markers", () => {
    const file = new URL("file:///docs/page.md");
    expect(() => replaceSection("# no markers", "f", "text", file)).toThrow(
      "page.md: expected the lines <!-- bench f -->",
    );
  });
});
