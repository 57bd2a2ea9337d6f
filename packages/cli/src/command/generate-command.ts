/** `seamline generate`. */

import { type GeneratedClient, type GenerateResult, generate } from "../generate/generate.ts";
import { generateCached } from "../generate/generate-cached.ts";
import type { Change } from "../generate/sync-folder.ts";
import { exitCodes, printResult } from "./output.ts";

/** The flags of the command. */
export interface GenerateFlags {
  readonly cwd?: string;
  readonly config?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
  /** `false` with `--no-cache`. */
  readonly cache?: boolean;
  readonly json?: boolean;
}

/** Generates, compares or watches; returns the exit code. @throws {UserError} */
export async function runGenerate(flags: GenerateFlags): Promise<number> {
  if (flags.watch === true) return await runWatch(flags);
  const result = await (flags.cache === false ? generate(flags) : generateCached(flags));
  const check = flags.check === true;
  const ok = !check || result.changed === 0;
  printResult(flags.json === true, { ok, ...result }, describe(result, check));
  return ok ? exitCodes.ok : exitCodes.failed;
}

async function runWatch(flags: GenerateFlags): Promise<number> {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  const { watchClients } = await import("../generate/watch.ts");
  const passed = [
    ...(flags.cwd === undefined ? [] : ["--cwd", flags.cwd]),
    ...(flags.config === undefined ? [] : ["--config", flags.config]),
    ...(flags.cache === false ? ["--no-cache"] : []),
    ...(flags.json === true ? ["--json"] : []),
  ];
  await watchClients({
    ...flags,
    command: [process.argv[1] as string, "generate", ...passed],
    signal: controller.signal,
    onReady: (folders) => process.stderr.write(`watching ${folders.join(", ")}; Ctrl-C ends\n`),
  });
  return exitCodes.ok;
}

const marks: Readonly<Record<Change, string>> = { added: "+", updated: "~", removed: "-", unchanged: " " };

function describe({ clients, changed }: GenerateResult, check: boolean): string {
  const lines = clients.flatMap(describeClient);
  const scope = `${count(clients.length, "client")}`;
  if (changed === 0) return [...lines, `${scope} up to date`].join("\n");
  const files = count(changed, "file");
  const end = check ? `${files} of ${scope} out of date: run \`seamline generate\`` : `${files} of ${scope} changed`;
  return [...lines, end].join("\n");
}

function describeClient({ folder, files }: GeneratedClient): readonly string[] {
  const changed = files.filter((file) => file.change !== "unchanged");
  return changed.length === 0 ? [] : [folder, ...changed.map(({ file, change }) => `  ${marks[change]} ${file}`)];
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
