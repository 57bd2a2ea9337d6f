/** `seamline openapi`. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../error/user-error.ts";
import { isEquivalent } from "../loading/is-equivalent.ts";
import { mergeContracts } from "../openapi/merge-contracts.ts";
import { exitCodes, printResult } from "./output.ts";

/** The flags of the command. */
export interface OpenapiFlags {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly public?: boolean;
  readonly service?: readonly string[];
  readonly server?: readonly string[];
  readonly out?: string;
  readonly check?: boolean;
}

/** Prints, writes or compares the document; returns the exit code. @throws {UserError} */
export async function runOpenapi(flags: OpenapiFlags): Promise<number> {
  const { out, check = false, json = false, service, server, ...location } = flags;
  if (check && out === undefined) {
    throw new UserError(["openapi: expected --out <file> beside --check, found none; name the file to compare"]);
  }
  const text = await mergeContracts({
    ...location,
    audience: flags.public === true ? "public" : "internal",
    ...(service !== undefined && { services: service }),
    ...(server !== undefined && { servers: server }),
  });
  if (out === undefined) {
    process.stdout.write(text);
    return exitCodes.ok;
  }
  const file = resolve(flags.cwd ?? process.cwd(), out);
  const change = compare(file, text);
  if (!check && change !== "unchanged") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const ok = !check || change === "unchanged";
  const next = ok ? "" : ": run `seamline openapi` without --check";
  const state = change === "unchanged" ? "up to date" : check ? "out of date" : change;
  printResult(json, { ok, file: out, change }, `${out} ${state}${next}`);
  return ok ? exitCodes.ok : exitCodes.failed;
}

function compare(file: string, text: string): "added" | "updated" | "unchanged" {
  if (!existsSync(file)) return "added";
  return isEquivalent("openapi.json", readFileSync(file, "utf8"), text) ? "unchanged" : "updated";
}
