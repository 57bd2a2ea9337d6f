/**
 * Figures of the packages' code: lines, casts, `any`, long files. `node test/code-figures.ts`
 * prints them; `--casts <package>` lists the casts of one package.
 */

import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseSync, Visitor } from "oxc-parser";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The figures of one file. Lines of code contain more than white space and comments. */
export interface FileFigures {
  readonly package: string;
  readonly file: string;
  readonly lines: number;
  readonly codeLines: number;
  /** The line numbers of every `value as Type` except `as const`. */
  readonly casts: readonly number[];
  /** The line numbers of every type `any`. */
  readonly anys: readonly number[];
}

/** Figures of several files together. Casts and `any` are counted per 1,000 lines of code. */
export interface CodeFigures {
  readonly files: number;
  readonly codeLines: number;
  readonly casts: number;
  readonly castsPerThousand: number;
  readonly anysPerThousand: number;
}

/** Measures every source file of the packages that is neither a test nor generated. */
export function measureFiles(): readonly FileFigures[] {
  return globSync("packages/*/src/**/*.ts", { cwd: root })
    .filter((file) => !/\.test(-d)?\.ts$|\/generated\//.test(file))
    .sort()
    .map((file) => measureText(file, readFileSync(join(root, file), "utf8")));
}

/**
 * Measures one file's text.
 * @throws {SyntaxError} for text that is not TypeScript.
 */
export function measureText(file: string, text: string): FileFigures {
  const { program, comments, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new SyntaxError(`${file}: expected TypeScript: ${errors[0].message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const casts: number[] = [];
  const anys: number[] = [];
  new Visitor({
    TSAsExpression({ start, end }) {
      if (!/\bas\s+const$/.test(text.slice(start, end))) casts.push(lineAt(start));
    },
    TSTypeAssertion: ({ start }) => void casts.push(lineAt(start)),
    TSAnyKeyword: ({ start }) => void anys.push(lineAt(start)),
  }).visit(program);
  let code = text;
  for (const { start, end } of comments) {
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, " ") + code.slice(end);
  }
  return {
    package: file.split("/")[1] ?? "",
    file,
    lines: text.trimEnd().split("\n").length,
    codeLines: code.split("\n").filter((line) => line.trim() !== "").length,
    casts,
    anys,
  };
}

/** Adds up figures. */
export function sumFigures(files: readonly FileFigures[]): CodeFigures {
  const sum = (count: (file: FileFigures) => number): number => files.reduce((total, file) => total + count(file), 0);
  const codeLines = sum((file) => file.codeLines);
  const casts = sum((file) => file.casts.length);
  return {
    files: files.length,
    codeLines,
    casts,
    castsPerThousand: (1_000 * casts) / codeLines,
    anysPerThousand: (1_000 * sum((file) => file.anys.length)) / codeLines,
  };
}

function print(files: readonly FileFigures[], listed: string | undefined): void {
  const groups = Map.groupBy(files, (file) => file.package);
  console.table(
    Object.fromEntries(
      [...groups, ["all", files] as const].map(([name, group]) => {
        const { castsPerThousand, anysPerThousand, ...figures } = sumFigures(group);
        return [
          name,
          {
            ...figures,
            "casts/1000": castsPerThousand.toFixed(1),
            "any/1000": anysPerThousand.toFixed(2),
            "over 300 lines": group.filter(({ lines }) => lines > 300).length,
            "under 25 lines": group.filter(({ lines }) => lines < 25).length,
          },
        ];
      }),
    ),
  );
  for (const { file, casts } of groups.get(listed ?? "") ?? []) {
    const text = readFileSync(join(root, file), "utf8").split("\n");
    for (const line of casts) console.log(`${file}:${line}: ${text[line - 1]?.trim()}`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  print(measureFiles(), process.argv[2] === "--casts" ? process.argv[3] : undefined);
}
