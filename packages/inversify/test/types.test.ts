import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

it("handlers that do not fit their contract fail to compile, here as in `*.test-d.ts`", async () => {
  const args = [compiler, "--project", import.meta.dirname, "--pretty", "false"];
  const run = promisify(execFile)(process.execPath, args);
  const { stdout, code } = await run.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failure: { stdout: string; code: number }) => failure,
  );
  expect({ stdout, code }).toEqual({ stdout: "", code: 0 });
});
