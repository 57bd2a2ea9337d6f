import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { StreamMemory } from "./stream-memory.ts";

const megabytes = 128;
const items = 40_000;
/** Half of what one direction would take if it were held. */
const bound = megabytes * 0.75;

it("streams over HTTP take the same memory, however long they are", { timeout: 100_000 }, async () => {
  const program = join(import.meta.dirname, "stream-memory.ts");
  const small = ["--max-semi-space-size=2", "--max-old-space-size=64"];
  const { stdout } = await promisify(execFile)(process.execPath, [...small, program, String(megabytes), String(items)]);
  const found = JSON.parse(stdout) as StreamMemory;
  expect(found).toMatchObject({ down: megabytes * 2 ** 20, up: megabytes * 2 ** 20, items });
  expect(found.growthMiB).toBeLessThan(bound);
});
