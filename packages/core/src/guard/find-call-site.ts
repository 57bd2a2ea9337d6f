/**
 * The line of a module's code that makes a call: the first line of the stack outside Seamline and
 * the generated client.
 */

import { ServiceClient } from "../client/service-client.ts";
import { findBuiltin } from "../platform/builtin.ts";

/** In a browser call sites are URLs and stay unchanged. */
const path = findBuiltin("node:path");
const url = findBuiltin("node:url");

/** Lines of the stack: enough for interceptors, and for clients inside wrappers. */
const stackDepth = 60;

/** The folder that this package runs from: `src`, or `dist`. */
const ownFolder = findOwnFolder();

/** The method that generated clients call; other code cannot reach it. */
const callOfClient: () => unknown = Reflect.get(ServiceClient.prototype, "call");

/**
 * The call site of the call that is being made; files below the working directory are relative to
 * it. To be read before the first `await`: the stack after it did not make the call.
 */
export function findCallSite(): string | undefined {
  // The first line is the client's own method. The call of a stream begins when it is read, without
  // such a method.
  const below = readCallSites(callOfClient).slice(1);
  const sites = below.length > 0 ? below : readCallSites(findCallSite);
  const site = sites.find(({ file }) => !file.startsWith(ownFolder)) ?? below[0];
  if (site === undefined) return undefined;
  if (path === undefined) return `${site.file}:${site.position}`;
  const near = path.relative(process.cwd(), site.file);
  return `${near.startsWith("..") ? site.file : near}:${site.position}`;
}

interface CallSite {
  readonly file: string;
  /** `line:column` */
  readonly position: string;
}

/** The stack below a function; empty if the function is not on it. */
function readCallSites(caller: () => unknown): readonly CallSite[] {
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = stackDepth;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, caller);
  Error.stackTraceLimit = depth;
  return String(holder.stack)
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
  return url !== undefined && where.startsWith("file:") ? url.fileURLToPath(where) : where;
}

function findOwnFolder(): string {
  const file = toFile(import.meta.url);
  const folder = file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  return folder.replace(/guard[\\/]$/, "");
}
