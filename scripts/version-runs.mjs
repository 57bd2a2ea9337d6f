/**
 * The runs of `npm test` on other versions than the pinned ones: the part of the suite in which versions could differ, on
 * the oldest and the newest line of Node, with the lowest and the newest undici, and without any shortcut past their
 * public API (packages/http/src/node).
 */

import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { root } from "./workspace.mjs";

const folder = join(root, "verification", "versions");
const { devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const pinned = join(root, "node_modules", "node", "bin", "node");

const [core, http, conformance] = ["packages/core", "packages/http", "verification/test/conformance.test.ts"];
const memory = [
  "packages/frameworks/src/memory",
  "packages/frameworks/test/differential.test.ts",
  "packages/frameworks/test/memory.test.ts",
];
/** What is true of the pinned undici only, where it is as it was read. */
const ofShortcuts = ["packages/http/src/node/privates.test.ts", "packages/http/test/import.test.ts"];

/** A run: the command line of Node before vitest's own options, and its environment. */
export const versionRuns = [
  onNode("node-22"),
  onNode("node-26"),
  onPinned(`undici ${versionOf("undici-lowest")}`, "undici-copy.ts", { SEAMLINE_TEST_UNDICI: "undici-lowest" }),
  onPinned(`undici ${versionOf("undici-newest")}`, "undici-copy.ts", { SEAMLINE_TEST_UNDICI: "undici-newest" }),
  onPinned("no shortcuts", "changed/all.ts", {}, ofShortcuts),
];

function onNode(name) {
  return createRun(`Node ${versionOf(name)}`, join(folder, "node_modules", name, "bin", "node"), [
    core,
    http,
    ...memory,
  ]);
}

/** A run on the pinned Node, with a module loaded before everything else, in child processes too. */
function onPinned(title, module, env, exclude) {
  return createRun(title, pinned, [http], { NODE_OPTIONS: `--import=${join(folder, "src", module)}`, ...env }, exclude);
}

function createRun(title, node, folders, env = {}, exclude = []) {
  const tools = join(root, "node_modules", ".bin");
  return {
    title,
    command: [
      ...[node, join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--config", "vitest.workspace.ts"],
      ...[...folders, conformance].map((path) => join(root, path)),
      ...exclude.map((path) => `--exclude=**/${path.replace(/^packages\/\w+\//, "")}`),
    ],
    env: { PATH: [dirname(node), tools, process.env.PATH].join(delimiter), ...env },
  };
}

function versionOf(name) {
  return devDependencies[name].replace(/^npm:\w+@/, "");
}
