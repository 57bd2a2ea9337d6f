import { describe, expect, it } from "vitest";
import { measureFiles, measureText, sumFigures } from "./code-figures.ts";

describe("the code of the packages", () => {
  const files = measureFiles();
  const all = sumFigures(files);

  it("is measured in every package", () => {
    expect(new Set(files.map((file) => file.package)).size).toBeGreaterThan(7);
    expect(all.codeLines).toBeGreaterThan(20_000);
  });

  it("has at most 6 casts in 1,000 lines", () => {
    expect(all.castsPerThousand).toBeLessThanOrEqual(6);
  });

  it("has at most one `any` in 10,000 lines", () => {
    expect(all.anysPerThousand).toBeLessThanOrEqual(0.1);
  });

  it("has no file of more than 300 lines, except two", () => {
    const known = /^packages\/core\/src\/(?:context\/call-context|application\/running-application)\.ts$/;
    const long = files.filter(({ file, lines }) => lines > 300 && !known.test(file));
    expect(long.map(({ file }) => file)).toEqual([]);
  });
});

describe("measureText", () => {
  it("counts casts and `any` in code, and lines that hold code", () => {
    const text = [
      "/** as any */",
      "const one = read() as string;",
      "",
      'const two = ["as any"] as const; // as any',
      "let three: any = <number>read();",
      "/* a",
      "   comment */ export { one as four, two, three };",
    ].join("\n");
    expect(measureText("packages/example/src/file.ts", text)).toEqual({
      package: "example",
      file: "packages/example/src/file.ts",
      lines: 7,
      codeLines: 4,
      casts: [2, 5],
      anys: [5],
    });
  });

  it("refuses text that is not TypeScript", () => {
    expect(() => measureText("packages/example/src/file.ts", "const = 1;")).toThrow(SyntaxError);
  });
});
