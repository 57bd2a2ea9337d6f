/** Recording and verifying in real runs of vitest, each in its own process. */

import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Recording } from "../src/index.ts";

const here = import.meta.dirname;
const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));

/** The exit code and output of a run. */
interface Run {
  readonly code: number;
  readonly text: string;
}

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  environment = {};
  // In the package's folder, so that its dependencies resolve.
  folder = await mkdtemp(join(here, ".recording-project-"));
  await cp(join(here, "recording-project"), folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(project: string, ...options: readonly string[]): Promise<Run> {
  const { CI: _, VITEST: __, ...env } = process.env;
  const parameters = [vitest, "run", "--root", folder, "--project", project, ...options];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      parameters,
      { cwd: folder, env: { ...env, NO_COLOR: "1", ...environment } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    );
  });
}

/** Runs vitest, and throws if it fails. */
async function pass(project: string, ...options: readonly string[]): Promise<string> {
  const { code, text } = await run(project, ...options);
  expect(code, text).toBe(0);
  return text;
}

const fileOf = (name: string) => join(folder, "customer", "contracts", "interactions", name);
const read = (name = "customer-restaurant.json") => readFile(fileOf(name), "utf8");

async function testsOf(name?: string): Promise<readonly string[]> {
  const { interactions } = JSON.parse(await read(name)) as Recording;
  return [...new Set(interactions.map(({ test = "" }) => test))];
}

async function edit(file: string, ...changes: readonly (readonly [string, string])[]): Promise<void> {
  let text = await readFile(join(folder, file), "utf8");
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  await writeFile(join(folder, file), text);
}

describe("recordInteractions", () => {
  it("writes one file for each provider, equal for every order of tests, and nothing of failed tests", async () => {
    await pass("customer");
    expect(await readdir(fileOf(".."))).toEqual(["interactions"]);
    expect(await readdir(fileOf("."))).toEqual(["customer-courier.json", "customer-restaurant.json"]);
    expect(await testsOf()).toEqual(["an order > is placed", "an order > is refused", "looks around"]);
    expect(await read()).toContain('"name": "there is a restaurant"');
    const first = await read();
    await pass("customer", "--sequence.shuffle.tests", "--sequence.shuffle.files", "--sequence.seed", "3");
    expect(await read()).toBe(first);

    // A run of some tests keeps the interactions of the others.
    await edit("customer/order.case.ts", ["restaurantId: 9", "restaurantId: 8"]);
    await pass("customer", "-t", "is refused");
    expect(await read()).toBe(first.replaceAll('"restaurantId": 9', '"restaurantId": 8'));
    await pass("customer", "look");
    expect(await testsOf()).toHaveLength(3);

    // A test that fails keeps its earlier interactions; those of a removed test are removed.
    await edit(
      "customer/order.case.ts",
      ["restaurantId: 8", "restaurantId: 7"],
      ["toThrow(/found/)", "toThrow(/lost/)"],
    );
    await edit("customer/look.case.ts", ["looks around", "looks elsewhere"]);
    expect((await run("customer")).code).toBe(1);
    expect(await testsOf()).toEqual(["an order > is placed", "an order > is refused", "looks elsewhere"]);
    expect(await read()).toContain('"restaurantId": 8');

    // A file without interactions is removed.
    await edit("customer/look.case.ts", ["courier.photo", "restaurant.photo"]);
    await run("customer");
    expect(await readdir(fileOf("."))).toEqual(["customer-restaurant.json"]);
  });

  it("checks the files in CI, and changes none", async () => {
    await pass("customer");
    environment = { CI: "true" };
    await pass("customer");
    const before = await read();
    await edit("customer/order.case.ts", ["restaurantId: 9", "restaurantId: 8"]);
    const { code, text } = await run("customer");
    expect(code).toBe(1);
    expect(text).toContain("customer-restaurant.json: expected the recordings of customer, found other content");
    expect(text).not.toContain("customer-courier.json");
    expect(await read()).toBe(before);
  });

  it.each([
    [
      "no consumer has a name",
      [['{ consumer: "customer" }', "{}"]],
      [
        [', { caller: "customer" })', ", {})"],
        ["recorder.record(mock)", "{ call: (request) => recorder.intercept(request, (one) => mock.call(one)) }"],
      ],
      "restaurant.getRestaurant: called by code outside modules, which has no name",
    ],
    [
      "all calls belong to another consumer",
      [['{ consumer: "customer" }', '{ consumer: "guide" }']],
      [],
      "found none of 2 calls that passed the recorder",
    ],
    [
      "the set-up file is replaced",
      [['root: "customer", include', 'root: "customer", include, sequence: { setupFiles: "list" }, setupFiles: []']],
      [],
      undefined,
    ],
  ] as const)("fails if the recorder was used and %s", async (_name, configuration, tests, expected) => {
    await rm(join(folder, "customer", "look.case.ts"));
    await edit("vitest.config.ts", ...configuration);
    await edit("customer/order.case.ts", ...tests);
    const { code, text } = await run("customer");
    expect(code, text).toBe(expected === undefined ? 0 : 1);
    if (expected !== undefined) expect(text).toContain(expected);
  });

  it("fails a test whose calls through \u0060record\u0060 have no consumer", async () => {
    await edit("vitest.config.ts", ['{ consumer: "customer" }', "{}"]);
    await edit("customer/order.case.ts", [', { caller: "customer" })', ", {})"]);
    const { code, text } = await run("customer");
    expect(code).toBe(1);
    expect(text).toContain("restaurant.getRestaurant: expected a caller or a consumer to record it for, found neither");
  });

  it("fails tests that run side by side", async () => {
    await edit("customer/look.case.ts", ['it("looks', 'it.concurrent("looks']);
    await edit("customer/look.case.ts", ["// another", 'it.concurrent("looks too", look);']);
    const { code, text } = await run("customer");
    expect(code).toBe(1);
    expect(text).toContain("expected tests that run one after another");
  });
});

describe("verifyInteractions", () => {
  it("skips what the same run records for the first time, except under CI", async () => {
    const both = ["--project", "restaurant"];
    environment = { CI: "true" };
    expect((await run("customer", ...both)).code).toBe(1);
    environment = {};
    expect(await pass("customer", ...both)).toContain("3 passed | 2 skipped");
    expect(await pass("customer", ...both)).toContain("8 passed | 1 skipped");
  });

  it("registers a test for each interaction, named by its consumer and test, and one that fails without any", async () => {
    const none = await run("restaurant");
    expect(none.code).toBe(1);
    expect(none.text).toContain(
      "expected at least one recorded interaction, found no recording of calls to restaurant",
    );

    await pass("customer");
    const text = await pass("restaurant", "--reporter", "verbose");
    expect(text).toContain("customer > an order > is placed > restaurant.getRestaurant");
    expect(text).toContain("5 passed");

    await edit("restaurant/restaurant.case.ts", ["new RestaurantNotFound({ restaurantId })", 'new Error("lost")']);
    const broken = await run("restaurant");
    expect(broken.code).toBe(1);
    expect(broken.text).toContain(
      "customer > an order > is refused > restaurant.getRestaurant: error: expected restaurantNotFound, found internal",
    );
    expect(broken.text).toContain("1 failed | 4 passed");
  });
});
