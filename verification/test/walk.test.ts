/** The walk of a call does not grow. */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { Walk } from "../src/walk/walk.ts";

/**
 * The most functions and files of ours that one call runs. A change that needs fewer lowers the
 * numbers; one that needs more states its reason.
 */
const atMost: Readonly<Record<string, { readonly functions: number; readonly files: number }>> = {
  "in-process": { functions: 55, files: 20 },
  http: { functions: 170, files: 46 }, // what brokers share with it has a file of its own,
};

async function walk(): Promise<Readonly<Record<string, Walk>>> {
  const bin = fileURLToPath(new URL("../src/walk/bin.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [bin, "--json"]);
  return JSON.parse(stdout) as Record<string, Walk>;
}

describe("the walk of a call", async () => {
  const walks = await walk();

  it.each(Object.entries(atMost))("%s is no longer than its numbers", (transport, { functions, files }) => {
    const found = walks[transport] ?? {};
    expect(Object.values(found).flat().length, JSON.stringify(found, null, 2)).toBeLessThanOrEqual(functions);
    expect(Object.keys(found).length).toBeLessThanOrEqual(files);
  });

  it("begins at the client and reaches the handler, over HTTP on both sides", () => {
    const handler = "core/src/server/serve-value.ts";
    const http = ["http/src/client/exchange.ts", "http/src/server/call-server.ts"];
    expect(Object.keys(walks["in-process"] ?? {})).toEqual(
      expect.arrayContaining(["core/src/client/service-client.ts", handler, "core/src/transport/in-process.ts"]),
    );
    expect(Object.keys(walks.http ?? {})).toEqual(expect.arrayContaining([...http, handler]));
    expect(Object.keys(walks.http ?? {})).not.toContain("core/src/transport/in-process.ts");
  });
});
