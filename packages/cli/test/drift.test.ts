/** A contract that has changed since its client package was generated. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

/** An edit of the restaurant contract, and the check that must fail. */
const edits: readonly (readonly [title: string, from: string, to: string, notices: string])[] = [
  ["a renamed field", "id: z.int().describe", "key: z.int().describe", "output: Check"],
  [
    "a field that became optional",
    'name: z.string().meta({ examples: ["My restaurant"] })',
    "name: z.string().optional()",
    "output: Check",
  ],
  [
    "a field of another type",
    "restaurantId: z.int().positive() }),\n      output: Restaurant",
    "restaurantId: z.string() }),\n      output: Restaurant",
    "input: Check",
  ],
  ["a dropped default", ".default(20)", "", "input: Check"],
  ["a new operation", "ping: {},", "ping: {},\n    pong: {},", "export type Names"],
  ["a removed operation", "ping: {},", "", "export type Names"],
  ["a new output", "ping: {},", "ping: { output: z.string() },", "output: Check"],
  ["a new input", "ping: {},", "ping: { input: z.object({ a: z.string() }) },", "input: Check"],
  ["another code of an error", '"failed_precondition"', '"aborted"', "restaurantClosedCode"],
  [
    "other details of an error",
    "z.object({ restaurantId: z.int() })",
    "z.object({ id: z.int() })",
    "restaurantNotFoundDetails",
  ],
  ["a new error", "ping: {},", 'ping: { errors: { tired: { code: "unavailable" } } },', "errors: Check"],
];

/** An edit of a contract with events, and the check that must fail. */
const eventEdits: typeof edits = [
  ["a renamed field of a payload", "note: z.string().default", "remark: z.string().default", "payload: Check"],
  ["a dropped default of a payload", '.default("")', "", "givenPayload: Check"],
  ["a new event", "closed: {", "opened: { payload: z.object({}) },\n    closed: {", "export type EventNames"],
  ["a removed event", "closed: { payload: z.object({}) },", "", "export type EventNames"],
];

describe.each([
  ["restaurant", edits],
  ["events", eventEdits],
])("tsc over a client package of %s whose contract has changed", (name, cases) => {
  const contract = `clients/${name}/src/contract.ts`;
  const checks = `clients/${name}/src/generated/contract-types.check.ts`;
  let workspace: Workspace;
  let original: string;
  beforeAll(async () => {
    workspace = createWorkspace();
    workspace.addCase(name);
    workspace.offerTesting(name);
    original = workspace.read(contract);
    await workspace.seamline(["generate"]);
  });
  afterAll(() => workspace.dispose());

  it.each(cases)("fails for %s, and names the command to run", async (_title, from, to, notices) => {
    const edited = original.replace(from, to);
    expect(edited).not.toBe(original);
    workspace.write(contract, edited);
    const { code, stdout } = await workspace.tsc({ noUnusedLocals: false });
    expect(code).not.toBe(0);
    const check = workspace.read(checks).split("\n");
    // A long check begins on the line before the failing one.
    const positions = [...stdout.matchAll(/contract-types\.check\.ts\((\d+),/g)].map((match) => Number(match[1]));
    const failing = positions.map((line) => `${check[line - 2]}\n${check[line - 1]}`);
    expect(failing.join("\n")).toContain(notices);
    expect(stdout).toContain("run `seamline generate`");
  });
});
