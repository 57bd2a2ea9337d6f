/** Runs the corpus of hostile inputs: every row has a probe, or a reason why it does not apply. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindings, printCorpus, rows } from "../src/hostile-inputs/corpus.ts";
import { type Examination, openExamination } from "../src/hostile-inputs/examination.ts";

/** Bytes that the heap may grow by over all probes. */
const maxHeapGrowth = 24 * 1024 * 1024;

let examination: Examination;
beforeAll(async () => {
  examination = await openExamination();
});
afterAll(async () => {
  await examination[Symbol.asyncDispose]();
  console.log(printCorpus());
});

describe("the corpus of hostile inputs", () => {
  it("is bound row by row", () => {
    const unbound = rows.filter(({ id }) => !Object.hasOwn(bindings, id)).map(({ id }) => id);
    const known = new Set(rows.map(({ id }) => id));
    const unknown = Object.keys(bindings).filter((id) => !known.has(id));
    expect({ unbound, unknown, rows: known.size }).toEqual({ unbound: [], unknown: [], rows: rows.length });
  });

  for (const row of rows) {
    const binding = bindings[row.id];
    if (binding?.kind === "probe") it(`${row.id}: ${row.input} => ${row.expect}`, () => examination.examine(row));
    else if (binding !== undefined) it.skip(`${row.id}: ${binding.reason}`);
  }

  it("leaves the heap as it was", () => {
    expect(examination.measureGrowth()).toBeLessThan(maxHeapGrowth);
  });
});
