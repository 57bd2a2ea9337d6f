/** Generated files changed by other tools: `generate` ignores layout, and detects real changes. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, type Options } from "prettier";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

type Layout = (file: string, text: string) => string | Promise<string>;

const formatted =
  (options: Options): Layout =>
  (filepath, text) =>
    format(text, { ...options, filepath });
const layouts: readonly (readonly [string, Layout])[] = [
  ["with CRLF", (_file, text) => text.replaceAll("\n", "\r\n")],
  ["with a byte order mark", (_file, text) => `\uFEFF${text}`],
  ["with both", (_file, text) => `\uFEFF${text.replaceAll("\n", "\r\n")}`],
  ["by Prettier", formatted({})],
  [
    "by Prettier with tabs, single quotes and no semicolons",
    formatted({ useTabs: true, singleQuote: true, semi: false }),
  ],
  [
    "by Prettier at 40 columns",
    formatted({ printWidth: 40, trailingComma: "none", bracketSpacing: false, arrowParens: "avoid" }),
  ],
  ["by Prettier with quoted keys and CRLF", formatted({ quoteProps: "consistent", endOfLine: "crlf" })],
];

describe("seamline generate over files laid out", () => {
  let workspace: Workspace;
  let folder: string;
  const names = ["restaurant", "events", "kinds", "streams", "views"];
  const files = () =>
    names.flatMap((name) =>
      workspace.list(`clients/${name}/src/generated`).map((file) => `clients/${name}/src/generated/${file}`),
    );
  beforeEach(async () => {
    workspace = createWorkspace();
    folder = workspace.folder;
    for (const name of names) {
      workspace.addCase(name);
      workspace.offerTesting(name);
    }
    expect((await workspace.seamline(["generate"])).code).toBe(0);
  });
  afterEach(() => workspace.dispose());

  it.each(layouts)("%s changes nothing", async (_name, layout) => {
    for (const file of files()) writeFileSync(join(folder, file), await layout(file, workspace.read(file)));
    const before = files().map(workspace.read);
    expect(await workspace.seamline(["generate", "--check"])).toMatchObject({
      code: 0,
      stdout: "5 clients up to date\n",
    });
    expect(await workspace.seamline(["generate", "--no-cache"])).toMatchObject({
      code: 0,
      stdout: "5 clients up to date\n",
    });
    expect(files().map(workspace.read)).toEqual(before);
  });

  it.each([
    ["types.ts", /string/, "number"],
    ["errors.ts", /readonly /, ""],
    ["client.ts", /\/\*\* /, "/** Really: "],
    ["openapi.json", /"type": "string"/, '"type": "number"'],
    ["contract.json", /"GET/, '"PUT'],
    ["index.ts", /"\.\/client\.ts"/, '"./clients.ts"'],
    ["types.ts", /;/, ";;("],
  ])("detects a change of %s: %s becomes %s", async (name, from, to) => {
    const file = `clients/restaurant/src/generated/${name}`;
    const text = await format(workspace.read(file), { filepath: file });
    expect(text).toMatch(from);
    workspace.write(file, text.replace(from, to).replaceAll("\n", "\r\n"));
    const { code, stdout } = await workspace.seamline(["generate", "--check"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(`~ ${name}`) });
  });
});
