import { execFile } from "node:child_process";
import { basename } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { root } from "./snippets.ts";
import { findPackages } from "./tarballs.ts";

/**
 * The most of our modules that an import of each package's main face may evaluate: the cost of a
 * start. A package that needs fewer lowers its number; one that needs more states its reason.
 */
const atMost: Readonly<Record<string, number>> = {
  cli: 214, // the rules and the graph of events are three
  conformance: 197,
  core: 141,
  data: 151,
  frameworks: 256, // calls in memory are those of HTTP, so its client and what serves requests come with them
  http: 228, // what it shares with other transports has two faces in core; foreign callees are five
  inversify: 11,
  messaging: 203, // an application publishes and handles: core with it
  opentelemetry: 148,
  testing: 177,
};

const names = (await findPackages()).map((folder) => basename(folder));

/** Imports a module and prints the paths of all modules loaded from the packages' sources. */
const program = `
import { registerHooks } from "node:module";
const loaded = [];
registerHooks({
  load(url, context, next) {
    const path = /\\/packages\\/([^/]+\\/src\\/.*)/.exec(url)?.[1];
    if (path !== undefined) loaded.push(path);
    return next(url, context);
  },
});
await import(process.argv[1]);
process.stdout.write(JSON.stringify(loaded));
process.exit();
`;

async function loadedBy(specifier: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("node", ["--input-type=module", "--eval", program, specifier], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return JSON.parse(stdout) as string[];
}

describe("the main face of each package", () => {
  it.each(names)("of %s evaluates no more modules than its number", async (name) => {
    const loaded = await loadedBy(`@seamline/${name}`);
    expect(loaded).toContain(`${name}/src/index.ts`);
    expect(loaded.length).toBeLessThanOrEqual(atMost[name] ?? 0);
  });

  it("of testing loads nothing of http and of conformance", async () => {
    const packages = new Set((await loadedBy("@seamline/testing")).map((path) => path.split("/")[0]));
    expect([...packages].sort()).toEqual(["core", "testing"]);
  });
});
