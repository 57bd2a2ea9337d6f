import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

it("the type tests beside the files pass, lines that must not compile included", async () => {
  const project = join(import.meta.dirname, "../tsconfig.types.json");
  const run = promisify(execFile)(process.execPath, [compiler, "--project", project, "--pretty", "false"]);
  const { stdout, code } = await run.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failure: { stdout: string; code: number }) => failure,
  );
  expect({ stdout, code }).toEqual({ stdout: "", code: 0 });
});
