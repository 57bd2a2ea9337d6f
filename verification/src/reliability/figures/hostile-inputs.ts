/** Every hostile input of the corpus gets its outcome; nothing crashes, nothing is left behind. */

import { probedRows, rows, unprobed } from "../../hostile-inputs/corpus.ts";
import { openExamination } from "../../hostile-inputs/examination.ts";
import { scaled, takeEvenly } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";

/** The figure. */
export const figure: Figure = {
  name: "hostile inputs",
  target: "all of the corpus, 0 crashes, 0 unhandled rejections",
  sampleScale: 1 / 20,
  async run(scale): Promise<Finding> {
    const taken = takeEvenly(probedRows, scaled(probedRows.length, scale));
    const faults = new Faults();
    await using examination = await openExamination();
    for (const row of taken) {
      try {
        await examination.examine(row);
      } catch (reason) {
        const [found] = String(reason).split("\n");
        faults.add(`${row.id}: ${row.input} => ${row.expect}: ${found}`);
      }
    }
    const wrong = faults.total;
    const { crashes, rejections } = examination;
    for (const escaped of [...crashes, ...rejections]) faults.add(`escaped: ${String(escaped)}`);
    return {
      measured: `${taken.length} rows sent, ${wrong} with a wrong outcome, ${crashes.length} crashes, ${rejections.length} unhandled rejections; of ${rows.length} rows ${unprobed.elsewhere} run by other tests, ${unprobed.inapplicable} do not apply`,
      faults: faults.lines,
    };
  },
};
