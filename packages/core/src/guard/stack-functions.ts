/** The functions on the stack, recognised by where they begin, whatever line of them runs. */

import { ServiceClient } from "../client/service-client.ts";

/** The method that generated clients call; what is above it is Seamline's own. */
const callOfClient: AnyFunction = Reflect.get(ServiceClient.prototype, "call");

// biome-ignore lint/suspicious/noExplicitAny: as Error.captureStackTrace has it
type AnyFunction = (...args: any[]) => unknown;

/** The functions below the client's method, or below another function; those awaited as well. */
export function readStackFunctions(below: AnyFunction = callOfClient): readonly string[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = 60;
    Error.prepareStackTrace = (_error, sites) => sites.flatMap(printFunction);
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

function printFunction(site: NodeJS.CallSite): string[] {
  const file = site.getFileName();
  if (file === null || file === undefined || file.startsWith("node:")) return [];
  const { line, column } = { line: site.getEnclosingLineNumber?.(), column: site.getEnclosingColumnNumber?.() };
  return [`${file}:${line}:${column} ${site.getFunctionName()}`];
}
