/** `seamline init` in repositories without boundaries. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { casesFolder, createWorkspace, type Workspace } from "../workspace.ts";

const examples = join(casesFolder, "../../../../examples");

describe("seamline init", () => {
  let workspace: Workspace;
  const at = (path: string): string => join(workspace.folder, path);
  beforeEach(() => {
    workspace = createWorkspace();
  });
  afterEach(() => workspace.dispose());
  const addCase = (name: string): void => {
    cpSync(join(casesFolder, "check", name, "input"), workspace.folder, {
      recursive: true,
      filter: (path) => !path.endsWith("seamline.config.ts"),
    });
  };
  const read = (path: string): string => readFileSync(at(path), "utf8");

  it("finds the modules of the big ball of mud, accepts its violations, and names the edges to remove first", async () => {
    cpSync(join(examples, "big-ball-of-mud/src"), at("src"), { recursive: true });
    const { code, stdout } = await workspace.seamline(["init"]);
    expect(code).toBe(0);
    expect(stdout).toContain("3 modules: courier, customer, restaurant");
    expect(stdout).toContain("accepted 10 violations in boundaries/; the list may only shrink");
    expect(stdout).toMatch(/1\. restaurant -> customer +2 imports of types +2 pairs of modules out of a cycle/);
    expect(stdout).toMatch(/ok: 6 files, 11 imports, 3 modules; since the baseline of 10: 0 new, 0 gone/);
    expect(workspace.list("boundaries")).toEqual(["courier.txt", "customer.txt", "restaurant.txt"]);
    expect(read("seamline.config.ts")).toContain('restaurant: { customer: { types: "only" } }');
    const green = await workspace.seamline(["check"]);
    expect(green.code).toBe(0);
    writeFileSync(at("src/courier/new.ts"), 'import "../restaurant/acceptance.ts";\n');
    const red = await workspace.seamline(["check"]);
    expect(red).toMatchObject({ code: 1, stdout: expect.stringContaining("src/courier/new.ts:1:8") });
  });

  it.each([
    ["aliases", ["catalog, checkout, invoice", "shared code: src/lib", "composition roots: src/main.ts"]],
    ["references", ["2 modules: server, web", "shared code: libs"]],
    ["workspace", ["orders", "kitchen"]],
    ["mixed-modules", ["2 modules: orders, stock", "shared code: lib"]],
    ["frontend", ["taken to be a bundler's: virtual:routes"]],
  ])("makes the check green on the first day in %s", async (name, expected) => {
    addCase(name);
    const { code, stdout, stderr } = await workspace.seamline(["init"], { NODE_NO_WARNINGS: "1" });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const part of expected) expect(stdout).toContain(part);
    expect((await workspace.seamline(["check", "--json"])).code).toBe(0);
  });

  it("finds the existing boundaries of food delivery", async () => {
    const { stdout } = await workspace.seamline(["init", "--print", "--cwd", join(examples, "food-delivery")]);
    for (const line of [
      'modules: ["modules/*"],',
      'clients: ["clients/*"],',
      'shared: ["shared"],',
      'roots: ["app", "test"],',
      'courier: ["customer", "restaurant"],',
      'customer: ["courier", "restaurant"],',
      'restaurant: ["customer"],',
    ]) {
      expect(stdout).toContain(line);
    }
  });

  it("reports files ignored by git and files that do not parse, and leaves them out", async () => {
    addCase("aliases");
    execFileSync("git", ["init", "-q"], { cwd: workspace.folder });
    workspace.write(".gitignore", "/build/\nnode_modules\n");
    workspace.write("build/old.ts", 'import "./nowhere.ts";\n');
    workspace.write("src/features/catalog/broken.ts", "export const = ;\n");
    const { code, stdout } = await workspace.seamline(["init"]);
    expect(code).toBe(0);
    expect(stdout).toContain("does not parse: build, src/features/catalog/broken.ts");
    expect(read("seamline.config.ts")).toContain('ignore: ["build", "src/features/catalog/broken.ts"]');
  });

  const writeAll = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
  };
  const config = async (): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await workspace.seamline(["init", "--json"], { NODE_NO_WARNINGS: "1" });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect((await workspace.seamline(["check"])).code).toBe(0);
    return (JSON.parse(stdout) as { config: Record<string, unknown> }).config;
  };
  const monolith = {
    "src/orders/index.ts": 'import "./orders.ts";\nimport "../products/index.ts";\n',
    "src/orders/orders.ts": "export {};\n",
    "src/products/index.ts": 'import "./products.ts";\n',
    "src/products/products.ts": "export {};\n",
    "src/main.ts": 'import "./orders/index.ts";\nimport "./products/index.ts";\n',
  };

  it.each([
    ["clients", ["src/*"]],
    ["src/clients", { orders: "src/orders", products: "src/products" }],
  ] as const)("takes the first client packages in %s for doors, and for no module", async (clients, modules) => {
    writeAll({
      ...monolith,
      [`${clients}/products/package.json`]: JSON.stringify({ name: "@shop/products-client" }),
      [`${clients}/products/src/contract.ts`]: "export {};\n",
      [`${clients}/products/src/index.ts`]: "export class ProductsClient {}\n",
      "src/orders/orders.ts": `import { ProductsClient } from "../../${clients}/products/src/index.ts";\nnew ProductsClient();\n`,
    });
    expect(await config()).toMatchObject({
      modules,
      clients: [`${clients}/*`],
      edges: { orders: ["products"] },
    });
  });

  it("accepts unresolved imports in their file only, and a bundler's in any file", async () => {
    writeAll({
      ...monolith,
      "src/orders/page.ts": 'import "virtual:page"; import "../products/nowhere"; import "undeclared/part";\n',
    });
    expect(await config()).toMatchObject({
      external: ["virtual:page"],
      unresolved: { "src/orders/page.ts": ["../products/nowhere", "undeclared/part"] },
    });
    workspace.write("src/products/nowhere.ts", "export {};\n");
    const { code, stdout } = await workspace.seamline(["check"]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining("src/orders/page.ts:1:31  internals"),
    });
  });

  it("makes test folders roots, and makes no modules of files beside modules", async () => {
    writeAll({
      ...monolith,
      "src/smoke.test.ts": 'import "./orders/index.ts";\n',
      ...Object.fromEntries(
        ["lock", "json", "tree", "cascade"].flatMap((name) => [
          [`test/features/${name}/one.test.ts`, 'import "./entity.ts";\nimport "../../../src/orders/index.ts";\n'],
          [`test/features/${name}/entity.ts`, "export {};\n"],
        ]),
      ),
    });
    expect(await config()).toMatchObject({ modules: ["src/*"], roots: ["src/main.ts", "src/smoke.test.ts", "test"] });
    expect((await workspace.seamline(["check"])).stdout).toContain("14 files, 14 imports, 2 modules");
  });

  it("divides layers by the names of their files, with patterns that match new files", async () => {
    const layer = (name: string, others: string): Readonly<Record<string, string>> => ({
      [`src/controllers/${name}.controller.ts`]: `import "../services/${name}.service.ts";\n`,
      [`src/services/${name}.service.ts`]: `import "../models/${name}.ts";\n${others}`,
      [`src/models/${name}.ts`]: 'import "../config/database.ts";\n',
    });
    writeAll({
      ...layer("order", 'import "./product.service.ts";\n'),
      ...layer("product", ""),
      "src/models/order-item.ts": 'import "./order.ts";\n',
      "src/config/database.ts": "export {};\n",
    });
    expect(await config()).toMatchObject({
      modules: { order: { path: ["src/*/order-item.*", "src/*/order.*"] }, product: "src/*/product.*" },
      shared: ["src/config"],
      edges: { order: ["product"] },
    });
    workspace.write("src/routes/product.routes.ts", 'import "../models/order.ts";\n');
    expect((await workspace.seamline(["check"])).stdout).toContain("product imports the internals of order");
  });

  it("never overwrites a configuration; --print writes nothing", async () => {
    addCase("aliases");
    const printed = await workspace.seamline(["init", "--print"]);
    expect(printed).toMatchObject({ code: 0, stdout: expect.stringContaining('modules: ["src/features/*"]') });
    expect(existsSync(at("seamline.config.ts"))).toBe(false);
    workspace.write("seamline.config.ts", "export default {};\n");
    const refused = await workspace.seamline(["init"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("run `seamline init --print`") });
    expect(read("seamline.config.ts")).toBe("export default {};\n");
  });

  it("fails without modules to propose, or with unreadable settings", async () => {
    expect((await workspace.seamline(["init"])).stderr).toContain("expected source files, found none");
    workspace.write("main.ts", "export {};\n");
    expect((await workspace.seamline(["init"])).stderr).toContain(
      "expected two folders that could be modules, found none",
    );
    addCase("aliases");
    workspace.write("tsconfig.json", '{ "extends": "./nowhere.json" }');
    const broken = await workspace.seamline(["init"]);
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining("which does not exist") });
    expect(existsSync(at("seamline.config.ts"))).toBe(false);
  });
});
