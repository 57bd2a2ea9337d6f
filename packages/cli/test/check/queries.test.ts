/** Queries about a repository, run as commands. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "../workspace.ts";
import { expectWellFormed } from "./well-formed.ts";

const config = {
  check: {
    modules: {
      courier: { path: "modules/courier", public: ["api.ts", "never"] },
      customer: "modules/customer",
      kitchen: "modules/kitchen",
    },
    clients: ["clients/*"],
    shared: ["shared/*"],
    edges: { customer: { courier: { allow: ["inner", "nothing"] }, kitchen: {} } },
    external: ["virtual:*"],
  },
};

const files = {
  "seamline.config.ts": `export default ${JSON.stringify(config)};\n`,
  "modules/customer/index.ts": 'import "./order.ts";\nimport "../kitchen/index.ts";\n',
  "modules/customer/order.ts": 'import "../courier/api.ts";\nimport "../courier/inner/zone.ts";\n',
  "modules/courier/api.ts": 'import "./inner/zone.ts";\n',
  "modules/courier/inner/zone.ts": 'import "../../../shared/text/index.ts";\n',
  "modules/kitchen/index.ts": "export const kitchen = 1;\n",
  "clients/kitchen/index.ts": "export const client = 1;\n",
  "shared/text/index.ts": "export const text = 1;\n",
  "scripts/run.ts": "export {};\n",
};

describe("seamline check", () => {
  let workspace: Workspace;
  const git = (...args: readonly string[]): void => {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...identity, ...args], { cwd: workspace.folder, stdio: "ignore" });
  };
  const query = async (
    ...args: readonly string[]
  ): Promise<{ code: number; value: ReturnType<typeof JSON.parse>; stderr: string }> => {
    const { code, stdout, stderr } = await workspace.seamline(["check", ...args, "--json"]);
    return { code, value: JSON.parse(stdout), stderr };
  };
  beforeAll(() => {
    workspace = createWorkspace();
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
    workspace.write(".gitignore", "node_modules\n");
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "first");
  });
  afterAll(() => workspace.dispose());

  it("explains the dependency of one unit, folder or file on another by the shortest chain of imports", async () => {
    const { code, value } = await query("explain", "customer", "shared/text");
    expect(code).toBe(0);
    expect(value.path.map(({ file, line, target }: Record<string, unknown>) => `${file}:${line} ${target}`)).toEqual([
      "modules/customer/order.ts:2 modules/courier/inner/zone.ts",
      "modules/courier/inner/zone.ts:1 shared/text/index.ts",
    ]);
    expect((await query("explain", "modules/customer/index.ts", "courier")).value.path).toHaveLength(2);
    const text = await workspace.seamline(["check", "explain", "customer", "kitchen"]);
    expect(text.stdout).toBe("modules/customer/index.ts:2:8  → modules/kitchen/index.ts\n");
    expect(await query("explain", "kitchen", "customer")).toMatchObject({ code: 1, value: { ok: false, path: [] } });
    const unknown = await workspace.seamline(["check", "explain", "kitchen", "waiter"]);
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('found "waiter"; the units are courier, customer'),
    });
  });

  it("lists settings without effect", async () => {
    const { code, value } = await query("unused");
    expect(code).toBe(1);
    expect(value.unused.map(({ setting, value: one }: Record<string, unknown>) => `${setting} ${one}`)).toEqual([
      "check.edges.customer.courier.allow nothing",
      "check.modules.courier.public never",
      "check.clients kitchen",
      "check.external virtual:*",
    ]);
  });

  it("lists files of no unit", async () => {
    expect(await query("unassigned")).toMatchObject({ code: 1, value: { files: ["scripts/run.ts"] } });
  });

  it("lists the units affected by changed, added and deleted files, and by settings", async () => {
    const units = async (): Promise<readonly string[]> =>
      (await query("changed", "--since", "HEAD")).value.units.map(
        ({ id, why }: Record<string, unknown>) => `${id} ${why}`,
      );
    expect(await units()).toEqual([]);
    workspace.write("shared/text/index.ts", "export const text = 2;\n");
    expect(await units()).toEqual(["courier imports", "customer imports", "shared/text changed"]);
    git("checkout", "-q", ".");
    workspace.write("modules/kitchen/new.ts", "export {};\n");
    expect(await units()).toEqual(["customer imports", "kitchen changed"]);
    git("add", "-A");
    git("rm", "-qf", "modules/kitchen/new.ts");
    expect(await units()).toEqual([]);
    git("rm", "-q", "scripts/run.ts");
    expect(await units()).toEqual([]);
    workspace.write("package.json", '{ "type": "module", "name": "other" }');
    expect((await units()).every((one) => one.endsWith(" settings"))).toBe(true);
    expect(await units()).toHaveLength(5);
    git("reset", "-q", "--hard");
    const unknown = await workspace.seamline(["check", "changed", "--since", "nowhere"]);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('expected git to know "nowhere"') });
    const option = await workspace.seamline(["check", "changed", "--since", "--output=pwned"]);
    expect(option.code).toBe(1);
    expect(workspace.list(".")).not.toContain("pwned");
  });

  it("draws the imports between units, the same each time", async () => {
    const mermaid = await workspace.seamline(["graph"]);
    expect(mermaid.stdout).toContain("flowchart TD");
    const dot = await workspace.seamline(["graph", "--format", "dot"]);
    expect(dot.stdout).toContain('"customer" -> "kitchen" [label="1", color="#d1242f"');
    expect(dot.stdout).toContain('"customer" -> "courier" [label="2"];');
    const { code, stdout } = await workspace.seamline(["graph", "--format", "svg", "--output", "graph.svg"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    const svg = readFileSync(join(workspace.folder, "graph.svg"), "utf8");
    expectWellFormed(svg);
    expect(svg.match(/class="against"/g)).toHaveLength(1);
    expect((await workspace.seamline(["graph", "--format", "svg"])).stdout).toBe(svg);
  });
});
