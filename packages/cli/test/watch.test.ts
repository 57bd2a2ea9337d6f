/** `seamline generate --watch` as a process. */

import { type ChildProcess, spawn } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bin, createWorkspace, type Workspace } from "./workspace.ts";

const contract = "clients/restaurant/src/contract.ts";

describe("seamline generate --watch", () => {
  let workspace: Workspace;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    workspace = createWorkspace();
    workspace.addCase("restaurant");
  });
  afterEach(() => {
    if (child?.exitCode === null) child.kill("SIGKILL");
    workspace.dispose();
  });

  it("generates after every change, goes on after a fault, and ends on SIGINT", async () => {
    const process_ = spawn(process.execPath, [bin, "generate", "--watch"], { cwd: workspace.folder });
    child = process_;
    const output = readLines(process_);
    await output.until("8 files of 1 client changed");
    await output.until("watching clients/restaurant; Ctrl-C ends");
    const original = workspace.read(contract);

    workspace.write(contract, original.replace("All restaurants", "Every restaurant"));
    await output.until("  ~ client.ts");
    await output.until("3 files of 1 client changed");
    expect(workspace.read("clients/restaurant/src/generated/client.ts")).toContain("Every restaurant");

    workspace.write(contract, "export const nothing = 1;\n");
    await output.until(/^error: .*expected one exported contract, found none/);

    // A file beside the contract counts as well.
    workspace.write("clients/restaurant/src/names.ts", 'export const summary = "Some restaurants";\n');
    await output.until(/^error: /);
    workspace.write(
      contract,
      `import { summary } from "./names.ts";\n${original.replace('"All restaurants"', "summary")}`,
    );
    await output.until("3 files of 1 client changed");
    expect(workspace.read("clients/restaurant/src/generated/client.ts")).toContain("Some restaurants");

    workspace.write("clients/restaurant/src/names.ts", 'export const summary = "No restaurants";\n');
    await output.until("3 files of 1 client changed");
    expect(workspace.read("clients/restaurant/src/generated/client.ts")).toContain("No restaurants");

    const ended = new Promise<number | null>((resolve) => process_.once("exit", resolve));
    process_.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  it("detects saves by renaming, deletions, rewritten files, and new client folders", async () => {
    const at = (path: string): string => join(workspace.folder, path);
    const part = "clients/restaurant/src/part/names.ts";
    const text = (name: string): string => `export const summary = "${name}";\n`;
    workspace.write(part, text("first"));
    const original = workspace.read(contract).replace('"All restaurants"', "summary");
    workspace.write(contract, `import { summary } from "./part/names.ts";\n${original}`);
    const process_ = spawn(process.execPath, [bin, "generate", "--watch"], { cwd: workspace.folder });
    child = process_;
    const output = readLines(process_);
    await output.until(/^watching/);
    const client = () => workspace.read("clients/restaurant/src/generated/client.ts");

    for (const round of ["one", "two"]) {
      workspace.write("names.tmp", text(`renamed ${round}`));
      renameSync(at("names.tmp"), at(part));
      await output.until("3 files of 1 client changed");
      expect(client()).toContain(`renamed ${round}`);

      rmSync(at(part));
      await output.until(/^error: .*there is no such file/);
      workspace.write(part, text(`recreated ${round}`));
      await output.until("3 files of 1 client changed");

      rmSync(at("clients/restaurant/src/part"), { recursive: true });
      await output.until(/^error: .*there is no such file/);
      workspace.write(part, text(`whole folder ${round}`));
      await output.until("3 files of 1 client changed");
      expect(client()).toContain(`whole folder ${round}`);

      rmSync(at(contract));
      await output.until(/^error: .*expected the contract of the client package/);
      workspace.write(contract, `import { summary } from "./part/names.ts";\n${original}`);
      await output.until("1 client up to date");
    }

    workspace.write(
      "clients/courier/src/contract.ts",
      original.replace('"restaurant"', '"courier"').replaceAll("summary,", '"x",').replaceAll(": summary", ': "x"'),
    );
    await output.until("8 files of 2 clients changed");
    renameSync(at("clients"), at("elsewhere"));
    await output.until(/^error: /);
    renameSync(at("elsewhere"), at("clients"));
    await output.until("2 clients up to date");
  });

  it("fails at once if there is nothing to watch", async () => {
    const empty = createWorkspace();
    const { code, stderr } = await empty.seamline(["generate", "--watch"]);
    empty.dispose();
    expect(code).toBe(1);
    expect(stderr).toContain("expected client folders");
  });
});

interface Lines {
  /** Waits for the next matching line; lines before it are skipped. */
  until(expected: string | RegExp): Promise<void>;
}

function readLines(process_: ChildProcess): Lines {
  const lines: string[] = [];
  let wake: (() => void) | undefined;
  for (const stream of [process_.stdout, process_.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      wake?.();
    });
  }
  return {
    async until(expected) {
      for (;;) {
        const found = lines.findIndex((line) =>
          typeof expected === "string" ? line === expected : expected.test(line),
        );
        if (found >= 0) {
          lines.splice(0, found + 1);
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
