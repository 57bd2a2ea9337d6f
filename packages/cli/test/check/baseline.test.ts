/** Accepted violations: recorded by module, and only shrinking from run to run. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { printReport } from "../../src/check/report/report.ts";
import type { CheckConfig } from "../../src/config/check-config.ts";
import { createRepository, type TestRepository } from "./repository.ts";

const files = {
  "modules/courier/index.ts": 'import { customer } from "../customer/index.ts";\nexport const courier = customer;\n',
  "modules/courier/zone.ts": 'import type { Customer } from "../customer/index.ts";\nexport type Zone = Customer;\n',
  "modules/customer/index.ts": "export const customer = 1;\nexport type Customer = number;\n",
  "modules/kitchen/index.ts": 'export { customer } from "../customer/index.ts";\n',
};

describe("the baseline", () => {
  let repository: TestRepository;
  afterEach(() => repository.dispose());
  const create = (baseline: CheckConfig["baseline"] = {}): void => {
    repository = createRepository({ modules: ["modules/*"], baseline }, files);
  };
  const read = (name: string): string => readFileSync(join(repository.folder, "boundaries", name), "utf8");
  const list = (): readonly string[] => readdirSync(join(repository.folder, "boundaries")).sort();

  it("has one file for each module, with sorted entries without line numbers", async () => {
    create();
    const result = await repository.check({ growBaseline: ["courier", "kitchen"] });
    expect(result).toMatchObject({ ok: true, baseline: { recorded: 3, stale: [] } });
    expect(list()).toEqual(["courier.txt", "kitchen.txt"]);
    expect(read("courier.txt").split("\n").slice(2)).toEqual([
      "internals modules/courier/index.ts -> modules/customer/index.ts",
      "internals modules/courier/zone.ts -> modules/customer/index.ts (types)",
      "",
    ]);
  });

  it("accepts the same violation at any position in its file", async () => {
    create();
    await repository.check({ growBaseline: ["courier", "kitchen"] });
    repository.write({ "modules/courier/index.ts": `\n\n\n${files["modules/courier/index.ts"]}` });
    const { ok, violations } = await repository.check();
    expect(ok).toBe(true);
    expect(violations.map(({ line, status }) => `${line} ${status}`)).toEqual([
      "4 accepted",
      "1 accepted",
      "1 accepted",
    ]);
  });

  it("fails for a new violation, and for an import of types that became one of values", async () => {
    create();
    await repository.check({ growBaseline: ["courier", "kitchen"] });
    repository.write({ "modules/courier/zone.ts": 'import { customer } from "../customer/index.ts";\ncustomer;\n' });
    const result = await repository.check();
    expect(result.ok).toBe(false);
    expect(printReport("text", result)).toMatch(/since the baseline of 3: 1 new, 1 gone$/);
  });

  it("fails for a stale entry until it is removed; removing adds nothing", async () => {
    create();
    await repository.check({ growBaseline: ["courier"] });
    repository.write({ "modules/courier/index.ts": "export const courier = 1;\n" });
    const stale = await repository.check();
    expect(stale.ok).toBe(false);
    expect(stale.baseline.stale).toEqual([
      { owner: "courier", entry: "internals modules/courier/index.ts -> modules/customer/index.ts" },
    ]);
    const shrunk = await repository.check({ shrinkBaseline: true });
    expect(shrunk.baseline).toEqual({ recorded: 1, stale: [], grown: [] });
    expect(shrunk.violations.filter(({ status }) => status === "new")).toHaveLength(1);
    expect(list()).toEqual(["courier.txt"]);
  });

  it("removes the file of a module without violations", async () => {
    create();
    await repository.check({ growBaseline: ["courier", "kitchen"] });
    repository.write({ "modules/kitchen/index.ts": "export const kitchen = 1;\n" });
    await repository.check({ shrinkBaseline: true });
    expect(list()).toEqual(["courier.txt"]);
  });

  it("fails for entries of a removed module", async () => {
    create();
    await repository.check({ growBaseline: ["courier", "kitchen"] });
    repository.remove("modules/kitchen");
    expect((await repository.check()).baseline.stale).toMatchObject([{ owner: "kitchen" }]);
  });

  it("does not grow for a module without new violations, nor if it is frozen", async () => {
    create({ modes: { kitchen: "frozen" } });
    await expect(repository.check({ growBaseline: ["customer"] })).rejects.toThrow(
      "--grow-baseline customer: expected new violations of customer, found none; there are new ones of courier, kitchen",
    );
    await expect(repository.check({ growBaseline: ["courier", "kitchen"] })).rejects.toThrow("found a frozen one");
    expect(readdirSync(repository.folder)).not.toContain("boundaries");
  });

  it("lists entries added since a commit, and fails for them if it is frozen", async () => {
    create({ modes: { kitchen: "frozen" } });
    const git = (...args: readonly string[]): void => {
      const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
      execFileSync("git", [...identity, ...args], { cwd: repository.folder, stdio: "ignore" });
    };
    await repository.check({ growBaseline: ["courier"] });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "first");
    const same = await repository.check({ baselineSince: "HEAD" });
    expect(same.baseline.grown).toEqual([]);
    repository.write({
      "modules/courier/new.ts": 'import "../kitchen/index.ts";\n',
      "boundaries/kitchen.txt": read("courier.txt")
        .replace("of courier", "of kitchen")
        .replace(/\ninternals[\s\S]*$/, "\ninternals modules/kitchen/index.ts -> modules/customer/index.ts\n"),
    });
    const accepted = await repository.check({ growBaseline: ["courier"] });
    expect(accepted.ok).toBe(true);
    const since = await repository.check({ baselineSince: "HEAD" });
    expect(since.ok).toBe(false);
    expect(since.baseline.grown.map(({ owner }) => owner)).toEqual(["courier", "kitchen"]);
    expect(printReport("text", since)).toMatch(
      /added to the baseline:\n {2}courier +accepted .+\n {2}kitchen +frozen: refused/,
    );
    for (const format of ["github", "junit", "sarif"] as const) {
      expect(printReport(format, since).match(/added to a frozen baseline/g)?.length).toBeGreaterThan(0);
    }
    expect(printReport("markdown", since)).toContain("- kitchen (frozen): `internals");
    await expect(repository.check({ baselineSince: "nowhere" })).rejects.toThrow('expected git to know "nowhere"');
    await expect(repository.check({ baselineSince: "--output=x" })).rejects.toThrow("expected git to know");
  });

  it("accepts new violations if it is open, but no stale entries", async () => {
    create({ mode: "open" });
    const open = await repository.check();
    expect(open.ok).toBe(true);
    expect(open.violations.map(({ status }) => status)).toEqual(["open", "open", "open"]);
    await repository.check({ growBaseline: ["courier"] });
    repository.remove("modules/courier/zone.ts");
    expect((await repository.check()).ok).toBe(false);
  });
});
