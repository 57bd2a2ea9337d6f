/**
 * Runs the code in Markdown files. A fence with a file name (`ts app.ts`) writes that file; a `sh`
 * fence runs, and the `text` fence right after it holds the expected output (`…` stands for
 * anything within a line). A `ts` fence without a name is a separate program. Fences in other
 * languages are not run.
 */

import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const execute = promisify(execFile);

/** One fenced block. */
export interface Snippet {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
  readonly line: number;
}

/** Reads the fenced blocks of a Markdown file. */
export async function readSnippets(markdown: string): Promise<readonly Snippet[]> {
  const lines = (await readFile(join(root, markdown), "utf8")).split("\n");
  const snippets: Snippet[] = [];
  let open: { language: string; file: string | undefined; line: number; text: string[] } | undefined;
  for (const [index, line] of lines.entries()) {
    const fence = /^```(\S*)\s*(\S*)/.exec(line);
    if (open === undefined && fence !== null) {
      open = { language: fence[1] ?? "", file: fence[2] || undefined, line: index + 1, text: [] };
    } else if (open !== undefined && line === "```") {
      snippets.push({ ...open, text: open.text.join("\n") });
      open = undefined;
    } else {
      open?.text.push(line);
    }
  }
  return snippets;
}

/** The output of a run, and the output in the document. */
export interface SnippetResult {
  readonly snippet: Snippet;
  readonly printed: string;
  readonly promised: string | undefined;
}

/** Runs the snippets of one document in a folder inside the workspace, so that its packages resolve. */
export async function runSnippets(markdown: string): Promise<readonly SnippetResult[]> {
  const folder = join(root, "test", ".snippets", markdown.replaceAll(/[^a-z0-9]+/gi, "-"));
  await rm(folder, { recursive: true, force: true });
  return runSnippetsIn(folder, markdown);
}

/** Runs the snippets of one document, in order, in any folder. */
export async function runSnippetsIn(folder: string, markdown: string): Promise<readonly SnippetResult[]> {
  const snippets = await readSnippets(markdown);
  const results: SnippetResult[] = [];
  for (const snippet of snippets) {
    if (snippet.file !== undefined) await write(join(folder, snippet.file), snippet.text);
  }
  // The command looks for its configuration in the folders above as well, which include this
  // repository's.
  const configured = snippets.some(({ file, text }) => file === "seamline.config.ts" || text.includes("seamline init"));
  if (!configured) await write(join(folder, "seamline.config.ts"), "export default {};");
  for (const [index, snippet] of snippets.entries()) {
    const command = await commandOf(snippet, folder);
    if (command === undefined) continue;
    const next = snippets[index + 1];
    const promised = next?.language === "text" ? next.text : undefined;
    results.push({ snippet, printed: await run(command, folder, `${markdown}:${snippet.line}`), promised });
  }
  return results;
}

/**
 * Runs a program in a folder inside the workspace so that its packages resolve. Returns its output.
 */
export async function runProgram(name: string, text: string): Promise<string> {
  const folder = join(root, "test", ".snippets", "programs");
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.ts`;
  await write(join(folder, file), text);
  return run(`node ${file}`, folder, name);
}

/** `true` if the printed text matches the promised one. */
export function fits({ printed, promised }: SnippetResult): boolean {
  if (promised === undefined) return true;
  const pattern = promised
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(printed.trimEnd());
}

async function commandOf(snippet: Snippet, folder: string): Promise<string | undefined> {
  if (snippet.language === "sh") return snippet.text;
  if (snippet.language !== "ts" || snippet.file !== undefined) return undefined;
  const file = `line-${snippet.line}.ts`;
  await write(join(folder, file), snippet.text);
  return `node ${file}`;
}

async function run(command: string, cwd: string, where: string): Promise<string> {
  await mkdir(cwd, { recursive: true });
  const bin = [join(cwd, "node_modules", ".bin"), join(root, "node_modules", "node", "bin")];
  const path = [...bin, join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  try {
    const { stdout } = await execute("bash", ["-euc", command], {
      cwd,
      env: { ...process.env, PATH: path },
      timeout: 60_000,
    });
    return stdout;
  } catch (reason) {
    const { stderr, stdout } = reason as { stderr?: string; stdout?: string };
    throw new Error(`${where} failed:\n${stdout ?? ""}${stderr ?? ""}`, { cause: reason });
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${text}\n`);
}
