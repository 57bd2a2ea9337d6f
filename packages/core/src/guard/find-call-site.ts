/** Where in a module's code a call is made: the first line of the stack that is neither Seamline's nor the generated client's. */

import { ServiceClient } from "../client/service-client.ts";
import { findBuiltin } from "../platform/builtin.ts";

/** In a browser places are URLs and stay as they are. */
const path = findBuiltin("node:path");
const url = findBuiltin("node:url");

/** Deep enough for interceptors, and for a client that something is wrapped around. */
const stackDepth = 60;

/** The folder that this package runs from: `src`, or `dist`. */
const ownFolder = findOwnFolder();

/** Where the methods of generated clients lead; nobody else can reach it. */
const callOfClient: () => unknown = Reflect.get(ServiceClient.prototype, "call");

/**
 * The place of the call that is being made right now; files below the working directory are relative to it. To be asked for before
 * anything has been awaited: what is on the stack afterwards did not make the call.
 */
export function findCallSite(): string | undefined {
  // The first line is the client's own method. The call of a stream begins when it is read, without such a method.
  const below = readCallSites(callOfClient).slice(1);
  const places = below.length > 0 ? below : readCallSites(findCallSite);
  const place = places.find(({ file }) => !file.startsWith(ownFolder)) ?? below[0];
  if (place === undefined) return undefined;
  if (path === undefined) return `${place.file}:${place.position}`;
  const near = path.relative(process.cwd(), place.file);
  return `${near.startsWith("..") ? place.file : near}:${place.position}`;
}

interface CallSite {
  readonly file: string;
  /** `line:column` */
  readonly position: string;
}

/** The stack below a function; empty when that is not on it. */
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
