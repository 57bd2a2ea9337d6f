import { describe, expect, it } from "vitest";
import { explainLoadFailure } from "./explain-load-failure.ts";

/** What the real Node throws is tested by test/cases/errors; here is what only another Node or odd code throws. */
describe("explainLoadFailure", () => {
  it("says which Node is needed when this one cannot run TypeScript", () => {
    const reason = Object.assign(new TypeError('Unknown file extension ".ts"'), { code: "ERR_UNKNOWN_FILE_EXTENSION" });
    expect(explainLoadFailure("/app/contract.ts", reason)).toEqual([
      `/app/contract.ts: this Node (${process.version}) cannot run TypeScript files; use Node 22.18 or later`,
    ]);
  });

  it("explains a throw that is no error", () => {
    expect(explainLoadFailure("/app/contract.ts", "no")).toEqual(["/app/contract.ts: a throw while it was loaded: no"]);
  });
});
