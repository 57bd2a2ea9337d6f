/** `seamline import`. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { count } from "../check/text/table.ts";
import { UserError } from "../error/user-error.ts";
import type { Finding, FindingKind } from "../import/finding.ts";
import { type ImportedSource, importContract } from "../import/import-contract.ts";
import { printDifference } from "../import/print-difference.ts";
import { readHeader } from "../import/written-contract.ts";
import { isEquivalent } from "../loading/is-equivalent.ts";
import { exitCodes, printResult } from "./output.ts";

/** The flags of the command. */
export interface ImportFlags {
  readonly cwd?: string;
  readonly service?: string;
  readonly out?: string;
  readonly check?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Writes, prints or compares a contract; returns the exit code. @throws {UserError} */
export async function runImport(source: string, flags: ImportFlags): Promise<number> {
  const { out, check = false, force = false, cwd = process.cwd() } = flags;
  if (check && out === undefined)
    throw new UserError(["--check: expected --out <file>, the contract to compare with, found none"]);
  const imported = await importContract({ source, service: flags.service, cwd });
  const file = out === undefined ? undefined : resolve(cwd, out);
  const found = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const isCurrent = file !== undefined && found !== undefined && isEquivalent(file, found, imported.source);
  if (check) return printCheck(imported, String(out), found, isCurrent, flags);
  if (file !== undefined && !isCurrent) {
    if (found !== undefined && !force) assertReplaceable(String(out), found);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, imported.source);
  }
  const { service, operations, counts, findings } = imported;
  const result = { ok: true, service, operations, counts, findings };
  if (file !== undefined)
    printResult(
      flags.json === true,
      { ...result, file: out, changed: !isCurrent },
      describe(imported, isCurrent ? `${out} is up to date` : `wrote ${out}`),
    );
  else if (flags.json === true) printResult(true, { ...result, source: imported.source }, "");
  else {
    process.stdout.write(imported.source);
    process.stderr.write(`${describe(imported, undefined)}\n`);
  }
  return exitCodes.ok;
}

function assertReplaceable(out: string, found: string): void {
  const header = readHeader(found);
  if (header === undefined)
    throw new UserError([
      `${out}: expected a file that an import has written, found another; choose another --out, or replace it with --force`,
    ]);
  if (header.edited)
    throw new UserError([
      `${out}: edited since its import; compare with --check, keep the edits by removing the "Document … content …" line, or replace them with --force`,
    ]);
}

function printCheck(
  imported: ImportedSource,
  out: string,
  found: string | undefined,
  isCurrent: boolean,
  flags: ImportFlags,
): number {
  const { service, operations, counts, findings } = imported;
  const header = found === undefined ? undefined : readHeader(found);
  const cause = isCurrent ? undefined : describeCause(imported, found, header);
  const difference = isCurrent ? "" : printDifference(found ?? "", imported.source);
  const text = isCurrent ? describe(imported, `${out} is up to date`) : `${difference}${out} is out of date: ${cause}`;
  printResult(
    flags.json === true,
    { ok: isCurrent, service, operations, counts, findings, file: out, ...(!isCurrent && { cause, difference }) },
    text,
  );
  return isCurrent ? exitCodes.ok : exitCodes.failed;
}

function describeCause(
  imported: ImportedSource,
  found: string | undefined,
  header: ReturnType<typeof readHeader>,
): string {
  if (found === undefined) return "there is no file; run without --check";
  if (header === undefined) return "no import has written it, or its owner took it over";
  if (header.edited) return "it was edited";
  return header.document === imported.document
    ? "another version of seamline wrote it; import again"
    : "the document changed; import again";
}

const marks: Readonly<Record<FindingKind, string>> = {
  refused: "left out",
  widened: "widened",
  narrowed: "narrowed",
  approximated: "approximated",
  omitted: "not expressed",
};

const shownPlaces = 3;

function describe({ service, operations, counts, findings }: ImportedSource, first: string | undefined): string {
  const { expressed, widened, approximated, refused } = counts;
  return [
    ...(first === undefined ? [] : [first]),
    ...groupFindings(findings),
    `${service}: ${count(operations, "operation")}; places expressed ${expressed}, widened ${widened}, approximated ${approximated}, refused ${refused}`,
  ].join("\n");
}

/** One line for each difference, with the first places of it. */
function groupFindings(findings: readonly Finding[]): readonly string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.reason}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const places = group.slice(0, shownPlaces).map(({ pointer }) => pointer);
    const more = group.length > shownPlaces ? `, and ${group.length - shownPlaces} more` : "";
    return first === undefined ? [] : `  ${marks[first.kind]}: ${first.reason}\n    at ${places.join(", ")}${more}`;
  });
}
