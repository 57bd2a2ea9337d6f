/**
 * Repositories of every shape, with the expected findings beside each. A new case is a new folder.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { printDot } from "../../src/check/drawing/print-dot.ts";
import { printMermaid } from "../../src/check/drawing/print-mermaid.ts";
import { printSvg } from "../../src/check/drawing/print-svg.ts";
import { drawUnits } from "../../src/check/drawing/unit-drawing.ts";
import { printText } from "../../src/check/report/print-text.ts";
import { checkRepository, findViolations } from "../../src/check/run/check.ts";
import { readRepository } from "../../src/check/run/read-repository.ts";
import { casesFolder } from "../workspace.ts";
import { expectWellFormed } from "./well-formed.ts";

const folder = join(casesFolder, "check");
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, "input")));

describe("seamline check of", () => {
  it.each(cases)("%s prints the expected findings and drawing", async (name) => {
    const repository = await readRepository({ cwd: join(folder, name, "input"), cache: false });
    const drawing = printMermaid(drawUnits(repository, findViolations(repository)));
    const found = `${printText(checkRepository(repository))}\n\n${drawing}\n`;
    const file = join(folder, name, "expected.txt");
    expect(found).toBe(readFileSync(file, "utf8"));
  });
});

describe("the examples", () => {
  const examples = join(casesFolder, "../../../../examples");
  const edges = (path: readonly string[]): string => path.join(" -> ");

  it("of the big ball of mud has exactly four edges and two cycles", async () => {
    const repository = await readRepository({ cwd: join(examples, "big-ball-of-mud"), cache: false });
    const { violations, ok } = checkRepository(repository);
    const of = (rule: string): readonly string[] => [
      ...new Set(violations.filter((one) => one.rule === rule).map(({ path }) => edges(path))),
    ];
    expect(ok).toBe(false);
    expect(of("internals")).toEqual([
      "courier -> customer",
      "customer -> courier",
      "customer -> restaurant",
      "restaurant -> customer",
    ]);
    expect(of("cycle")).toEqual(["courier -> customer -> courier", "customer -> restaurant -> customer"]);
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(["internals", "cycle"]));
    expect(repository.units.map(({ from, to }) => `${from.id} -> ${to.id}`)).toEqual(of("internals"));
  });

  it("of food delivery keeps its boundaries, has no cycle and no baseline", async () => {
    const repository = await readRepository({ cwd: join(examples, "food-delivery"), cache: false });
    const result = checkRepository(repository);
    expect(result).toMatchObject({ ok: true, violations: [], baseline: { recorded: 0 }, modules: 3 });
    expect(repository.graph.files.filter((file) => repository.boundaries.assign(file) === undefined)).toEqual([]);
  });
});

describe("seamline graph --only", () => {
  it("draws imports or events, and for events no client packages and roots", async () => {
    const repository = await readRepository({ cwd: join(folder, "events/input"), cache: false });
    const draw = (only?: "imports" | "events") => drawUnits(repository, findViolations(repository), only);
    expect(draw("imports")).toEqual({ ...draw(), events: [] });
    expect(draw("events")).toEqual({
      nodes: ["courier", "customer", "restaurant"].map((id) => ({ id, kind: "module" })),
      edges: [],
      events: draw().events,
    });
    expect(printDot(draw("events"))).toContain('"courier" -> "restaurant" [label="orderAccepted", style=dashed];');
    const svg = printSvg(draw());
    expect(svg).toContain("<title>courier → customer: handles orderCanceled, orderCreated, orderPaid</title>");
    expectWellFormed(svg);
  });
});
