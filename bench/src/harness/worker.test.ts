import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorker } from "./worker.ts";

/** Responds with the message and its arguments; fails or exits on demand. */
const program = (module: string) => `
import { serveMessages } from ${JSON.stringify(module)};
serveMessages(async (message) => {
  if (message === "fail") throw new Error("failed on demand");
  if (message === "die") process.exit(3);
  return [message, ...process.argv.slice(2), typeof gc];
});
`;

describe("startWorker", () => {
  let folder: string;
  let file: URL;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bench-"));
    file = pathToFileURL(join(folder, "worker.mjs"));
    await writeFile(file, program(new URL("worker.ts", import.meta.url).href));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("sends a message to a child process with its arguments and flags", async () => {
    const worker = await startWorker(file, ["a b"], ["--expose-gc"]);
    expect(await worker.ask("hello")).toEqual(["hello", "a b", "function"]);
    await expect(worker.ask("fail")).rejects.toThrow("failed on demand");
    expect(await worker.ask("again")).toEqual(["again", "a b", "function"]);
    await worker.stop();
  });

  it("does not wait for a child that has died", async () => {
    const worker = await startWorker(file, ["short-lived"]);
    await expect(worker.ask("die")).rejects.toThrow("short-lived: the process ended with code 3");
    await worker.stop();
  });
});
