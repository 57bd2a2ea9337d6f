/** `seamline explain` as a process, over a real application. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

describe("seamline explain", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = createWorkspace();
    workspace.addCase("restaurant");
    await workspace.seamline(["generate"]);
    workspace.write("seamline.config.ts", 'export default { application: "./app/application.ts" };\n');
    workspace.write(
      "app/application.ts",
      [
        'import { createApplication } from "@seamline/core";',
        'import { restaurantContract } from "../clients/restaurant/src/generated/handlers.ts";',
        "export const application = createApplication({",
        '  modules: { restaurant: { contract: restaurantContract, load: () => import("./no-such-module.ts") } },',
        "  env: process.env,",
        "});",
        "",
      ].join("\n"),
    );
  });
  afterAll(() => workspace.dispose());

  it("prints setting, value and source of an operation, without importing its module", async () => {
    const { code, stdout, stderr } = await workspace.seamline(["explain", "restaurant.getRestaurant"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [operation, header, ...rows] = stdout.trimEnd().split("\n");
    expect(operation).toBe("restaurant.getRestaurant");
    expect(header).toMatch(/^ {2}setting +value +source$/);
    const column = header?.indexOf("source") ?? 0;
    expect(rows.every((row) => row[column - 1] === " " && row[column] !== " ")).toBe(true);
    expect(stdout).toMatch(/^ {2}expose +public +contract$/m);
  });

  it("prints every operation of a service", async () => {
    const { stdout } = await workspace.seamline(["explain", "restaurant"]);
    const operations = stdout.split("\n").filter((line) => line.startsWith("restaurant."));
    expect(operations).toHaveLength(5);
  });

  it("prints the same as JSON", async () => {
    const { stdout } = await workspace.seamline(["explain", "restaurant.ping", "--json"]);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ ok: true, operations: [{ operation: "restaurant.ping" }] });
    expect(result.operations[0].settings).toContainEqual({ name: "expose", value: "internal", source: "default" });
  });

  it("fails for an unknown operation and for a faulty environment, with the application's own messages", async () => {
    const unknown = await workspace.seamline(["explain", "restaurant.nope"]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/^error: .*nope/);
    const faulty = await workspace.seamline(["explain", "restaurant"], { SEAMLINE_RESTURANT: "x" });
    expect(faulty.code).toBe(1);
    expect(faulty.stderr).toContain("SEAMLINE_RESTURANT");
    expect(faulty.stderr).not.toContain("    at ");
  });

  it("names the missing setting or export if there is no application", async () => {
    workspace.write("none.config.ts", "export default {};\n");
    const none = await workspace.seamline(["explain", "restaurant", "--config", "none.config.ts"]);
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('write `application: "./app/application.ts"`'),
    });
    workspace.write("app/empty.ts", "export const other = 1;\n");
    workspace.write("empty.config.ts", 'export default { application: "app/empty.ts" };\n');
    const empty = await workspace.seamline(["explain", "restaurant", "--config", "empty.config.ts"]);
    expect(empty.code).toBe(1);
    expect(empty.stderr).toContain(
      "app/empty.ts: expected one export made by createApplication(), found none among other",
    );
  });
});
