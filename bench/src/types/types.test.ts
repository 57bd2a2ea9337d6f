import { describe, expect, it } from "vitest";
import { compilerOptions, tsc } from "../repository/client-package.ts";
import { createRepository } from "../repository/create-repository.ts";
import { parseDiagnostics } from "./diagnostics.ts";
import { interfaces, zodAlone } from "./own-subjects.ts";
import { peers } from "./peer-subjects.ts";

describe("parseDiagnostics", () => {
  it("reads the reports of both compilers", () => {
    const seven = "Instantiations:   1,017\nTypes:      230\nMemory used: 2K\nCheck time: 0.071s\nTotal time: 1.5s\n";
    expect(parseDiagnostics(seven)).toEqual({
      instantiations: 1017,
      types: 230,
      memory: 2048,
      checkTime: 71_000_000,
      totalTime: 1_500_000_000,
    });
    expect(parseDiagnostics(seven.replace("1,017", "1017").replace("2K", "2.5M")).memory).toBe(2.5 * 1024 ** 2);
  });

  it("reports the missing line", () => {
    expect(() => parseDiagnostics("Types: 1\n")).toThrow('expected the line "Instantiations:"');
  });
});

describe("the subjects of the types family", () => {
  it.each([interfaces, zodAlone, ...peers])("$name compiles", async (subject) => {
    await using repository = await createRepository("workspace");
    await subject.write(repository, "consumer", 21);
    const options = { ...compilerOptions, noEmit: true, allowImportingTsExtensions: true };
    await repository.write("consumer/tsconfig.json", JSON.stringify({ compilerOptions: options, include: ["."] }));
    const { stdout } = await repository.node([tsc, "-p", "consumer", "--extendedDiagnostics"]);
    expect(parseDiagnostics(stdout).instantiations).toBeGreaterThan(0);
  });
});
