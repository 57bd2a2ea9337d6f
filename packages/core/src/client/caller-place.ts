/**
 * The place of a caller on the stack of a failure, outside production. The failure of a call is
 * made by a transport or a handler, long after the caller's own functions have left the stack; the
 * functions that await the call are found by V8 when it captures a stack in a promise that they
 * await.
 * @see https://v8.dev/docs/stack-trace-api#async-stack-traces
 */

import type { ServiceError } from "../error/service-error.ts";
import { type AnyFunction, captureStack } from "../platform/stack.ts";

const { process }: { readonly process?: Partial<NodeJS.Process> } = globalThis;
const isTraced = process?.env?.NODE_ENV !== "production";

/**
 * Settles a call's promise with its failure: at once in production, else by a promise in which the
 * stack has the functions that await the call. Calls that succeed do nothing for it.
 */
export function rejectWithPlace(
  error: ServiceError,
  reject: (reason: ServiceError) => void,
  resolve: (value: Promise<never>) => void,
): void {
  if (isTraced) resolve(failWithPlace(error));
  else reject(error);
}

async function failWithPlace(error: ServiceError): Promise<never> {
  // The call's promise follows this one from the second turn on.
  await undefined;
  await undefined;
  addPlace(error, failWithPlace);
  throw error;
}

/**
 * Adds to the stack of a failure the functions that await a running one.
 * @param running the function that the stack shows first, of those that have awaited something.
 */
export function addPlace(error: ServiceError, running: AnyFunction): void {
  if (!isTraced) return;
  try {
    const places = String(captureStack(running))
      .split("\n")
      .filter((line) => line.startsWith("    at ") && !line.includes("(node:internal/"))
      .join("\n");
    if (places !== "" && error.stack?.includes(places) === false) error.stack += `\n${places}`;
  } catch {
    // a frozen error, or a printer of stacks that throws: the failure stays as it is
  }
}
