/** Text as a document: JSON or YAML, of a bounded size and depth. */

import { createRequire } from "node:module";
import { isRecord } from "@seamline/core/internal";
import { UserError } from "../error/user-error.ts";

/** Bytes of a document, at most: 32 MiB. */
export const maxBytes: number = 32 * 1024 * 1024;

/** Levels of a document, at most. */
const maxDepth = 200;

/**
 * Brackets that are open at one time, at most. The YAML parser takes time by their square; texts of
 * a document may have a few that are never closed.
 */
const maxBrackets = 2_000;

/** Parses JSON or YAML. @throws {UserError} */
export function parseDocument(name: string, text: string): unknown {
  if (text.length > maxBytes)
    throw new UserError([`${name}: expected at most ${maxBytes / 1024 / 1024} MiB, found more; split the document`]);
  const source = text.replace(/^\uFEFF/, "");
  if (bracketsOf(source) > maxBrackets)
    throw new UserError([`${name}: expected JSON or YAML, found ${maxBrackets} brackets that are not closed`]);
  const value = /^\s*[{[]/.test(source) ? parseJson(name, source) : parseYaml(name, source);
  if (isDeeper(value, maxDepth))
    throw new UserError([`${name}: expected at most ${maxDepth} levels, found more; is it an OpenAPI document?`]);
  return value;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (reason) {
    try {
      return parseYaml(name, text); // in YAML's flow style
    } catch {
      throw new UserError([`${name}: expected JSON or YAML, found ${messageOf(reason)}`]);
    }
  }
}

function bracketsOf(text: string): number {
  let [open, most] = [0, 0];
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === "[" || bracket === "{" ? open + 1 : Math.max(0, open - 1);
    most = Math.max(most, open);
  }
  return most;
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** The parser is loaded with the first YAML file. Dates stay texts, as in YAML 1.2. */
function parseYaml(name: string, text: string): unknown {
  const { parse } = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  try {
    return parse(text, { maxAliasCount: 1_000, logLevel: "error", prettyErrors: true });
  } catch (reason) {
    const [line = ""] = messageOf(reason).split("\n");
    throw new UserError([`${name}: expected JSON or YAML, found ${line.trim()}`]);
  }
}

/** Walks by levels, so that the depth of the document is not that of the stack. */
function isDeeper(root: unknown, most: number): boolean {
  let level: readonly unknown[] = [root];
  const seen = new Set<unknown>();
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one !== "object" || one === null || seen.has(one)) continue;
      seen.add(one); // what YAML's aliases share is walked once
      for (const child of Object.values(one)) next.push(child);
    }
    level = next;
  }
  return false;
}

/** Checks that a document is one of OpenAPI 3.0 or 3.1. @throws {UserError} */
export function assertOpenapi(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new UserError([`${name}: expected an OpenAPI document, found ${describe(value)}`]);
  const { openapi, swagger, asyncapi } = value;
  if (swagger !== undefined)
    throw new UserError([
      `${name}: expected OpenAPI 3.0 or 3.1, found Swagger ${String(swagger)}; convert it first, as with \`npx swagger2openapi ${name}\``,
    ]);
  if (asyncapi !== undefined)
    throw new UserError([
      `${name}: expected OpenAPI 3.0 or 3.1, found AsyncAPI; events are written in a contract by hand`,
    ]);
  const version = /^3\.(\d+)/.exec(String(openapi))?.[1];
  if (version === undefined)
    throw new UserError([
      `${name}: expected "openapi": "3.0.x" or "3.1.x", found ${openapi === undefined ? "none" : JSON.stringify(openapi)}`,
    ]);
  if (Number(version) > 1)
    throw new UserError([`${name}: expected OpenAPI 3.0 or 3.1, found ${String(openapi)}; export it as 3.1`]);
  return value;
}

function describe(value: unknown): string {
  return value === null || value === undefined ? "nothing" : Array.isArray(value) ? "an array" : typeof value;
}
