/** `seamline diff` as a process, over files and over a real git repository. */

import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorkspace, type Outcome, type Workspace } from "../workspace.ts";

const file = "clients/shop/src/contract.ts";

const contract = `import { defineContract } from "@seamline/core";
import { z } from "zod";

export const shopContract = defineContract("shop", {
  operations: {
    getItem: {
      http: "GET /items/{itemId}",
      input: z.object({ itemId: z.int() }),
      output: z.object({ itemId: z.int(), state: z.enum(["new", "sold"]) }),
    },
    addItem: { input: z.object({ name: z.string(), size: z.enum(["small", "large"]).optional() }) },
  },
});
`;

describe("seamline diff", () => {
  let workspace: Workspace;
  const git = (...args: readonly string[]): void => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    execFileSync("git", ["-C", workspace.folder, ...who, ...args], { stdio: "pipe" });
  };
  const edit = (...edits: readonly (readonly [from: string, to: string])[]): void => {
    let text = contract;
    for (const [from, to] of edits) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    workspace.write(file, text);
  };
  const diff = (...args: readonly string[]): Promise<Outcome> => workspace.seamline(["diff", ...args]);
  beforeEach(async () => {
    workspace = createWorkspace();
    workspace.write(file, contract);
    await workspace.seamline(["generate"]);
    git("init", "--quiet", "--initial-branch=main");
    git("add", "clients");
    git("commit", "--quiet", "--message=before");
  });
  afterEach(() => workspace.dispose());

  it("exits with 0 without changes since the commit, and reads the contract instead of its generated files", async () => {
    expect(await diff("--against", "main")).toEqual({ code: 0, stdout: "no change\n", stderr: "" });
    edit(['"sold"]', '"sold", "lost"]']);
    const { code, stdout } = await diff("--against", "HEAD");
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        "shop",
        "  ✗ getItem.output.state  value-added: breaks callers",
        '      + "lost"',
        "      a reader of the contract before refuses it",
        "      next: deploy the callers first, or add an operation or a field beside it",
        "",
        "1 change breaks callers; 0 changes break handlers; 0 safe",
        "",
      ].join("\n"),
    );
  });

  it("names the services that handle a changed event, and fails for receivers as for callers", async () => {
    const kitchen = "clients/kitchen/src/contract.ts";
    const withEvents = contract.replace(
      /\n\}\);\n$/,
      `\n  events: {
    sold: { payload: z.object({ itemId: z.int(), at: z.string() }), key: "itemId" },
    lost: { payload: z.object({ itemId: z.int() }) },
    seen: { payload: z.object({ itemId: z.int() }), external: true },
  },\n});\n`,
    );
    const receiver = `import { defineContract } from "@seamline/core";
export const kitchenContract = defineContract("kitchen", { operations: {}, handles: ["shop.sold"] });
`;
    workspace.write(file, withEvents);
    workspace.write(kitchen, receiver);
    await workspace.seamline(["generate"]);
    git("add", "clients");
    git("commit", "--quiet", "--message=events");
    expect(await diff("--against", "HEAD")).toMatchObject({ code: 0, stdout: "no change\n" });
    workspace.write(
      file,
      withEvents
        .replace(", at: z.string()", "")
        .replace("{ itemId: z.int() }) },", "{ id: z.int() }) },")
        .replace(/ {4}seen.*\n/, ""),
    );
    workspace.write(kitchen, receiver.replace("shop.sold", "shop.lost"));
    const { code, stdout } = await diff("--against", "HEAD");
    expect(code).toBe(1);
    expect(stdout).toContain(`shop
  ✗ events.sold.payload.at  required-field-removed: breaks receivers
      - string
      a reader of the contract before misses it
      next: deploy the services that handle it first, or publish another version beside it
      consumers: kitchen
  ✗ events.seen  event-removed: breaks receivers
`);
    expect(stdout).toContain("  · events.lost.payload.id  required-field-added: safe\n");
    expect(stdout).toContain("  ✗ handles.shop.sold  handling-removed: breaks publishers\n");
    expect(stdout).toContain("2 changes break receivers; 1 change breaks publishers");
    expect(stdout).toMatch(/consumers that break: kitchen$/m);
    expect((await diff("--against", "HEAD", "--fail-on", "handlers")).code).toBe(1);
    workspace.write(file, withEvents.replace(', key: "itemId"', ""));
    workspace.write(kitchen, receiver);
    expect((await diff("--against", "HEAD", "--fail-on", "handlers")).code).toBe(0);
  });

  it("works below the top of the repository, and names files from there", async () => {
    for (const path of [file, "clients/shop/src/generated/contract.json"])
      workspace.write(`apps/${path}`, workspace.read(path));
    git("add", "apps");
    git("commit", "--quiet", "--message=apps");
    workspace.write(`apps/${file}`, contract.replace('"sold"', '"sold", "lost"'));
    const { stdout } = await diff("--against", "main", "--cwd", "apps", "--json");
    expect(JSON.parse(stdout).services).toMatchObject([{ file: `apps/${file}`, changes: [{ rule: "value-added" }] }]);
  });

  it("fails on the side that --fail-on names", async () => {
    edit(['"large"]', '"large", "huge"]']);
    const codes = await Promise.all(
      ["callers", "handlers", "any"].map(async (side) => (await diff("--against", "main", "--fail-on", side)).code),
    );
    expect(codes).toEqual([0, 1, 1]);
  });

  it("compares two files from any folder", async () => {
    const snapshot = "clients/shop/src/generated/contract.json";
    workspace.write("before.json", workspace.read(snapshot));
    edit(["name: z.string()", "name: z.string(), note: z.string().optional()"]);
    await workspace.seamline(["generate"]);
    const { code, stdout } = await diff("before.json", snapshot);
    expect(code).toBe(0);
    expect(stdout).toContain("· addItem.input.note  optional-field-added: safe\n      + string\n");
  });

  it("reports added, removed and renamed services", async () => {
    workspace.write("clients/depot/src/contract.ts", contract.replace('"shop"', '"depot"'));
    expect((await diff("--against", "main")).stdout).toContain("· depot  service-added: safe");
    await workspace.seamline(["generate"]);
    git("add", "clients");
    git("commit", "--quiet", "--message=depot");
    git("rm", "--quiet", "-r", "clients/depot");
    const gone = await diff("--against", "main");
    expect(gone.code).toBe(1);
    expect(gone.stdout).toContain("✗ depot  service-removed: breaks callers");
    const generated = "src/generated/contract.json";
    git("checkout", "--quiet", "main", "--", "clients/depot");
    const renamed = await diff(`clients/shop/${generated}`, `clients/depot/${generated}`);
    expect(renamed.stdout).toContain("✗ depot  service-renamed: breaks callers and handlers");
  });

  it("prints JSON, Markdown and annotations for GitHub Actions", async () => {
    edit(['"sold"]', '"sold", "a|b"]'], ["name: z.string()", "name: z.string().max(9)"]);
    const json = JSON.parse((await diff("--against", "main", "--format", "json")).stdout);
    expect(json).toMatchObject({ ok: false, safe: 0, breaking: { callers: 2, handlers: 0 }, consumers: [] });
    expect(json.services).toMatchObject([{ service: "shop", file }]);
    expect(json.services[0].changes[1]).toMatchObject({
      rule: "bound-tightened",
      path: "addItem.input.name",
      before: "no bounds",
      after: "length at most 9",
      breaks: ["callers"],
    });
    const markdown = await diff("--against", "main", "--format", "markdown");
    expect(markdown.stdout).toContain('| `getItem.output.state` | value-added | **breaks callers** | `+ "a\\|b"` |');
    const annotations = await diff("--against", "main", "--format", "github", "--fail-on", "handlers");
    expect(annotations.code).toBe(0);
    expect(annotations.stdout.split("\n")[0]).toMatch(
      /^::warning file=clients\/shop\/src\/contract\.ts,title=value-added::shop\.getItem\.output\.state: breaks callers%0A/,
    );
    const failing = await diff("--against", "main", "--format", "github");
    expect(failing.stdout).toMatch(/^::error /);
  });

  it("names the consumers whose recorded calls break, with the tests that made them", async () => {
    const recording = (consumer: string, size: string | undefined): string =>
      JSON.stringify({
        consumer,
        provider: "shop",
        interactions: [
          { operation: "addItem", input: { name: "ball", size }, response: {}, test: `${consumer} adds` },
          { operation: "getItem", input: { itemId: 1 }, response: { output: { itemId: 1, state: "new" } } },
        ],
      });
    workspace.write("recorded/web.json", recording("web", "large"));
    workspace.write("recorded/deep/depot.json", recording("depot", undefined));
    edit(['["small", "large"]', '["small"]']);
    const narrowed = await diff("--against", "main", "--interactions", "recorded");
    expect(narrowed.code).toBe(1);
    expect(narrowed.stdout).toContain("      consumers: web (web adds)\n");
    expect(narrowed.stdout).toContain("consumers that break: web\n");
    edit(
      ['"GET /items/{itemId}"', '"GET /things/{itemId}"'],
      ["name: z.string()", "name: z.string(), kind: z.string()"],
    );
    const moved = JSON.parse((await diff("--against", "main", "--interactions", "recorded", "--json")).stdout);
    expect(moved.consumers).toEqual(["depot", "web"]);
    const rules = moved.services[0].changes.map(
      (change: { rule: string; consumers: readonly { consumer: string }[] }) => [
        change.rule,
        change.consumers.map(({ consumer }) => consumer),
      ],
    );
    expect(rules).toEqual([
      ["path-changed", ["depot", "web"]],
      ["required-field-added", ["depot", "web"]],
    ]);
  });

  it.each<readonly [string, readonly string[], string]>([
    ["nothing to compare", [], "expected two contract.json files or --against <commit>, found neither"],
    ["one file", ["a.json"], "expected either two files or --against <commit>, found 1 file"],
    ["files and a commit", ["a.json", "b.json", "--against", "main"], "found 2 files and --against"],
    ["a file that is not there", ["a.json", "b.json"], "a.json: expected a contract.json, found no readable file"],
    ["a file that is no snapshot", ["package.json", "package.json"], "expected a contract snapshot of format 1"],
    ["an unknown commit", ["--against", "nowhere"], "expected a commit that git knows in "],
    ["a commit that looks like an option", ["--against=--output=x"], "expected a commit that git knows"],
    ["an unknown format", ["--against", "main", "--format", "xml"], "Allowed choices are text, json, markdown, github"],
    ["an unknown flag", ["--agaisnt", "main"], "unknown option '--agaisnt'"],
    ["no recordings", ["--against", "main", "--interactions", "none"], "expected recorded interactions, found no file"],
  ])("exits with 2 for %s", async (_title, args, message) => {
    const { code, stderr } = await diff(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
