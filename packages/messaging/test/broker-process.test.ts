/** A process ends by itself once its broker is closed: nothing of a broker keeps it. */

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { freePort, isReachable } from "./servers/test-server.ts";

const program = fileURLToPath(new URL("broker-process.ts", import.meta.url));
const brokers = [
  { name: "RabbitMQ", scheme: "amqp", port: 5672 },
  { name: "Redis", scheme: "redis", port: 6379 },
];

/** Ends a process that does not end by itself; the test fails then. */
const patienceMs = 30_000;

async function run(url: string, how: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, url, how], { timeout: patienceMs });
  return stdout;
}

describe.each(brokers)("a process with $name", async ({ name, scheme, port }) => {
  const isThere = await isReachable(name, port);
  const url = (at: number): string => `${scheme}://127.0.0.1:${at}?prefix=test-${randomBytes(6).toString("hex")}`;

  it.skipIf(!isThere)("ends after its broker has worked and is closed", async () => {
    expect(await run(url(port), "worked")).toBe("closed\n");
  });
  it.skipIf(!isThere)("ends when its broker is closed while it opens", async () => {
    expect(await run(url(port), "while-opening")).toBe("closed\n");
  });
  it("ends when its broker was refused", async () => {
    expect(await run(url(await freePort()), "refused")).toBe("closed\n");
  });
});
