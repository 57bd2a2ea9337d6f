/** The fetch that Node brings: undici 6 in Node 22, 7 in 24, 8 in 26. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const versions = join(import.meta.dirname, "../../../../verification/versions/node_modules");
const nodes = {
  "22": join(versions, "node-22/bin/node"),
  "24": process.execPath,
  "26": join(versions, "node-26/bin/node"),
};

const notFound = { name: "TypeError", code: expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/) };
const unserved = { name: "TypeError", code: "UND_ERR_NOT_SUPPORTED" };

describe("the built-in fetch", () => {
  it.each(Object.entries(nodes))("of Node %s is served in memory, by hand and installed", async (version, node) => {
    const run = promisify(execFile);
    const program = join(import.meta.dirname, "built-in-fetch.ts");
    const env = { ...process.env, NODE_OPTIONS: "" };
    const { stdout } = await run(node, ["--disable-warning=ExperimentalWarning", program], { env, timeout: 60_000 });
    const { stdout: major } = await run(node, ["-p", "process.versions.node.split('.')[0]"], { env });
    expect(major.trim()).toBe(version);
    expect(JSON.parse(stdout)).toEqual({
      repeated: {
        status: 200,
        statusText: "Fine",
        cookies: ["a=1", "b=2"],
        twice: "one, two",
        text: "repeated",
      },
      json: { a: 1 },
      stream: "stream",
      form: true,
      followed: "hello",
      zipped: "unzipped",
      empty: 204,
      hints: "after hints",
      aborted: { name: "AbortError" },
      closed: ["/silent", "/half"],
      heldBack: true,
      big: true,
      refused: unserved,
      webSocket: "error",
      before: notFound,
      installed: ["hello", "from a socket"],
      restored: [notFound, "from a socket"],
      alone: ["hello", unserved],
      restoredAgain: "from a socket",
    });
  });
});
