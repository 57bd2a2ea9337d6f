/** Deadlines use real time, also while a test has replaced the timers. */

import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";

/** All that Vitest can replace, beside what Node itself needs. */
const everything = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate"];
const toFake = [...everything, "Date", "performance", "queueMicrotask"] as never;

afterEach(() => {
  vi.useRealTimers();
  vi.resetModules();
});

/** A client whose handlers never respond, or respond at once, of a freshly loaded core. */
async function load() {
  const { createClient, defineContract } = await import("../src/index.ts");
  const { createDispatcher, createInProcessTransport } = await import("../src/extend.ts");
  const contract = defineContract("clock", { operations: { hang: {}, read: { output: z.int() } } });
  const hang = (): Promise<void> => new Promise(() => undefined);
  const transport = createInProcessTransport(createDispatcher(contract, { hang, read: () => 7 }));
  return createClient(contract, transport);
}

const expired = { code: "deadline_exceeded" };

describe("fake timers", () => {
  it("installed after the import leave deadlines to real time", async () => {
    const client = await load();
    vi.useFakeTimers({ toFake });
    await expect(client.hang({}, { timeoutMs: 30 })).rejects.toMatchObject(expired);
  });

  it("installed before the import leave deadlines to real time", async () => {
    vi.useFakeTimers({ toFake });
    const client = await load();
    await expect(client.hang({}, { timeoutMs: 30 })).rejects.toMatchObject(expired);
    vi.useRealTimers();
    await expect(client.hang({}, { timeoutMs: 30 })).rejects.toMatchObject(expired);
  });

  it("uninstalled with calls in flight take no deadline with them", async () => {
    const client = await load();
    vi.useFakeTimers({ toFake });
    const before = client.hang({}, { timeoutMs: 40 });
    await client.read();
    vi.clearAllTimers();
    vi.useRealTimers();
    await expect(before).rejects.toMatchObject(expired);
    await expect(client.hang({}, { timeoutMs: 30 })).rejects.toMatchObject(expired);
  });

  it("installed while a call is in flight do not end it before its time", async () => {
    const client = await load();
    const call = client.hang({}, { timeoutMs: 200 });
    let settled = false;
    call
      .catch(() => undefined)
      .finally(() => {
        settled = true;
      });
    await sleep(20);
    vi.useFakeTimers({ toFake });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(settled).toBe(false);
    await expect(call).rejects.toMatchObject(expired);
  });

  it("let calls through beyond the number that a turn of the event loop may start", async () => {
    const client = await load();
    vi.useFakeTimers({ toFake });
    for (let n = 0; n < 1_100; n += 1) expect(await client.read()).toBe(7);
  });

  it("of node:test, installed before the import, are left once they are real again", () => {
    const program = fileURLToPath(new URL("./fake-timers-program.ts", import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", program], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("deadline_exceeded\ndeadline_exceeded\n");
  });
});
