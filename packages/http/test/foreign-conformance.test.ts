/** The conformance cases over a plain application, called with `foreign`. */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { describe, expect, it } from "vitest";
import { foreignTarget } from "./targets/foreign.ts";
import { foreignCases, inapplicable } from "./targets/foreign-cases.ts";

describe("a transport to a foreign callee", () => {
  it.each([...Map.groupBy(foreignCases, ({ name }) => name.split("/")[0])])(
    "conforms in %s",
    async (_family, ofFamily) => {
      const report = await runConformance({ targets: [foreignTarget()], cases: ofFamily });
      expect(report.transcripts).toBe(ofFamily.length);
      expect(report.different.map(printDifference).join("\n")).toBe("");
    },
  );

  it("is checked by most cases that do not ask for Seamline's own, and no exception is out of date", () => {
    const unused = inapplicable.flatMap(([, ...patterns]) =>
      patterns.filter((pattern) => !conformanceCases.some(({ name }) => pattern.test(name))),
    );
    expect(unused).toEqual([]);
    expect(foreignCases.length).toBeGreaterThan(330);
  });
});
