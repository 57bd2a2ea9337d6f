import { describe, expect, it } from "vitest";
import { explainLoadFailure } from "./explain-load-failure.ts";

/**
 * Errors of the current Node are tested by test/cases/errors; these come only from other Nodes or
 * odd code.
 */
describe("explainLoadFailure", () => {
  it("names the required Node version if this one cannot run TypeScript", () => {
    const reason = Object.assign(new TypeError('Unknown file extension ".ts"'), { code: "ERR_UNKNOWN_FILE_EXTENSION" });
    expect(explainLoadFailure("/app/contract.ts", reason)).toEqual([
      `/app/contract.ts: this Node (${process.version}) cannot run TypeScript files; use Node 22.18 or later`,
    ]);
  });

  it("explains a thrown value that is not an Error", () => {
    expect(explainLoadFailure("/app/contract.ts", "no")).toEqual(["/app/contract.ts: a throw while it was loaded: no"]);
  });
});
