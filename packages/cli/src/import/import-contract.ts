/** `import`: an OpenAPI document as the source of a contract. */

import { readFileSync, statSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { isRecord } from "@seamline/core/internal";
import { UserError } from "../error/user-error.ts";
import { Documents } from "./documents.ts";
import { findFaults } from "./evaluate.ts";
import { type ImportedContract, importDocument } from "./import-document.ts";
import { toCamelCase } from "./names.ts";
import { assertOpenapi, maxBytes, parseDocument } from "./parse-document.ts";
import { addHeader, hashDocument } from "./written-contract.ts";

/** The document, and the name of its contract. */
export interface ImportOptions {
  /** A path, or an `http:` or `https:` URL. */
  readonly source: string;
  /** The service, in camelCase. Default: the document's title. */
  readonly service?: string | undefined;
  /** The folder of a relative path. Default: the working directory. */
  readonly cwd?: string | undefined;
}

/** An imported contract, with its header. */
export interface ImportedSource extends ImportedContract {
  readonly service: string;
  /** The document's hash, as in the header. */
  readonly document: string;
}

/**
 * Imports a document.
 * @throws {UserError} if it cannot be read, or is none of OpenAPI 3.0 and 3.1.
 */
export async function importContract({ source, service, cwd = process.cwd() }: ImportOptions): Promise<ImportedSource> {
  const isUrl = /^[a-z][a-z\d+.-]+:\/\//i.test(source);
  const file = isUrl ? undefined : resolve(cwd, source);
  const text =
    file === undefined ? await (await import("./fetch-document.ts")).fetchDocument(source) : readText(source, file);
  const root = assertOpenapi(source, parseDocument(source, text));
  const name = service ?? nameOf(root);
  assertService(name, service !== undefined);
  const imported = importDocument(new Documents(root, file), name);
  const document = hashDocument(text);
  const from = file === undefined ? source : nameFile(file, cwd);
  return { ...imported, source: addHeader(imported.source, name, from, document), service: name, document };
}

function readText(source: string, file: string): string {
  try {
    if (statSync(file).size > maxBytes)
      throw new UserError([
        `${source}: expected at most ${maxBytes / 1024 / 1024} MiB, found more; split the document`,
      ]);
    return readFileSync(file, "utf8");
  } catch (reason) {
    if (reason instanceof UserError) throw reason;
    const { code, message } = reason as NodeJS.ErrnoException;
    const found = code === "ENOENT" ? "no file" : code === "EISDIR" ? "a folder" : message;
    throw new UserError([`${source}: expected an OpenAPI document, found ${found}`]);
  }
}

/** The same on every machine: paths outside of the working directory are named by their last part. */
function nameFile(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith("..") || resolve(path) === path ? basename(file) : path.replaceAll("\\", "/");
}

function nameOf({ info }: Readonly<Record<string, unknown>>): string {
  const title = isRecord(info) && typeof info.title === "string" ? info.title : "";
  return toCamelCase(title.replaceAll(/\b(api|service|rest|openapi|swagger)\b/gi, " "), "service");
}

function assertService(name: string, isGiven: boolean): void {
  const faults = findServiceFaults(name);
  if (faults.length === 0) return;
  const next = isGiven ? "choose another" : "name the service with --service";
  throw new UserError([`service: ${faults[0]}, found ${JSON.stringify(name)}; ${next}`]);
}

function findServiceFaults(name: string): readonly string[] {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return ["expected camelCase letters and digits"];
  return findFaults({}, undefined, name).map((fault) => fault.replace(/^name: /, ""));
}
