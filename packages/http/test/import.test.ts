import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("does not load the part of undici that replaces the dispatcher of the host's fetch", async () => {
  const entry = new URL("../src/index.ts", import.meta.url);
  const program = `
    import { createRequire } from "node:module";
    await import(${JSON.stringify(entry.href)});
    console.log(JSON.stringify(Object.keys(createRequire(${JSON.stringify(entry.href)}).cache)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
  const loaded = JSON.parse(stdout) as string[];
  expect(loaded.some((path) => path.endsWith("/undici/lib/dispatcher/client.js"))).toBe(true);
  expect(loaded.filter((path) => /\/undici\/(?:index|lib\/global)\.js$/.test(path))).toEqual([]);
});
