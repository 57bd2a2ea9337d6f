/**
 * Contracts that cannot be generated: each file of test/cases/errors, run through the real command.
 * Its first lines are the expected messages, each as `// ERROR: …`.
 */

import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { casesFolder, createWorkspace, type Workspace } from "./workspace.ts";

const folder = join(casesFolder, "errors");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));

describe("a faulty contract file", () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = createWorkspace();
    cpSync(folder, join(workspace.folder, "errors"), { recursive: true });
  });
  afterAll(() => workspace.dispose());

  it.each(files)("is reported as expected by %s, on stderr and without a stack", async (file) => {
    const expected = [...readFileSync(join(folder, file), "utf8").matchAll(/^\/\/ ERROR: (.+)$/gm)].map(
      ([, text]) => text,
    );
    expect(expected.length).toBeGreaterThan(0);
    workspace.write(
      `${file}.config.ts`,
      `export default { clients: ["errors"], contract: ${JSON.stringify(file)} };\n`,
    );
    const { code, stdout, stderr } = await workspace.seamline(["generate", "--config", `${file}.config.ts`]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    for (const text of expected) expect(stderr).toContain(text);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it("is reported below node_modules, where Node strips no types", async () => {
    workspace.write("node_modules/shared/contract.ts", "export const name: string = 'x';\n");
    workspace.write("node_modules/shared/package.json", '{ "type": "module", "exports": "./contract.ts" }');
    workspace.write("clients/a/src/contract.ts", 'export * from "shared";\n');
    const { code, stderr } = await workspace.seamline(["generate"]);
    expect(code).toBe(1);
    expect(stderr).toContain("node_modules/shared/contract.ts: Node strips no types below node_modules");
  });
});
