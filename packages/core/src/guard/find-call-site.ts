/**
 * The line of a module's code that makes a call: the line below Seamline's own functions and the
 * method of the client. Functions are found on the stack by identity and not by their files, so a
 * bundle of one file has call sites too.
 */

import { callSafely } from "../client/service-client.ts";
import { readItems } from "../client/stream-call.ts";
import { findBuiltin } from "../platform/builtin.ts";
import { type AnyFunction, captureStack } from "../platform/stack.ts";
import { callOfClient, stackDepth } from "./stack-functions.ts";

/**
 * The call site of the call that is being made; files below the working directory are relative to
 * it. To be read before the first `await`: the stack after it did not make the call.
 */
export function findCallSite(): string | undefined {
  const [site] = readCallersSites();
  if (site === undefined) return undefined;
  const near = findBuiltin("node:path")?.relative(process.cwd(), site.file) ?? ".."; // URLs in a browser
  return `${near.startsWith("..") ? site.file : near}:${site.position}`;
}

/** The stack below the client. */
function readCallersSites(): readonly CallSite[] {
  const [, ...below] = readCallSites(callOfClient); // without the client's own method
  if (below.length > 0) {
    // The safe view has two lines more: its helper's, and its method's.
    const [method, ...belowMethod] = readCallSites(callSafely);
    return method !== undefined && isSame(method, below[1]) ? belowMethod : below;
  }
  // The call of a stream begins when it is read, by code below its iterator.
  return readCallSites(readItems);
}

interface CallSite {
  readonly file: string;
  /** `line:column` */
  readonly position: string;
}

function isSame(one: CallSite, other: CallSite | undefined): boolean {
  return one.file === other?.file && one.position === other.position;
}

/** The stack below a function; empty if the function is not on it. */
function readCallSites(caller: AnyFunction): readonly CallSite[] {
  return String(captureStack(caller, stackDepth))
    .split("\n")
    .flatMap((line) => readCallSite(line) ?? []);
}

/** Reads `at name (file:1:2)` and `at file:1:2`. */
function readCallSite(line: string): CallSite | undefined {
  const match = /^\s*at (?:.* \()?(?:async )?(.+):(\d+:\d+)\)?$/.exec(line);
  const [, where = "node:", position = ""] = match ?? [];
  if (where.startsWith("node:") || where.startsWith("<")) return undefined;
  return { file: toFile(where), position };
}

function toFile(where: string): string {
  return where.startsWith("file:") ? (findBuiltin("node:url")?.fileURLToPath(where) ?? where) : where;
}
