/** The functions on the stack, recognised by where they begin, whatever line of them runs. */

import { ServiceClient } from "../client/service-client.ts";
import { type AnyFunction, captureStack } from "../platform/stack.ts";

/** Lines of the stack: enough for interceptors, and for clients inside wrappers. */
export const stackDepth = 60;

/** The method that generated clients call, out of reach of others; above it is Seamline's own code. */
export const callOfClient: AnyFunction = Reflect.get(ServiceClient.prototype, "call");

/** The functions below the client's method, or below another function; those awaited as well. */
export function readStackFunctions(below: AnyFunction = callOfClient): readonly string[] {
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = (_error, sites) => sites.flatMap(printFunction);
    const functions = captureStack(below, stackDepth);
    return Array.isArray(functions) ? functions : [];
  } finally {
    Object.assign(Error, { prepareStackTrace });
  }
}

function printFunction(site: NodeJS.CallSite): string[] {
  const file = site.getFileName();
  if (file === null || file === undefined || file.startsWith("node:")) return [];
  const { line, column } = { line: site.getEnclosingLineNumber?.(), column: site.getEnclosingColumnNumber?.() };
  return [`${file}:${line}:${column} ${site.getFunctionName()}`];
}
