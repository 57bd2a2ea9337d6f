/** The stack of the code that runs, from a function of it downwards. */

/** A function that may be on the stack. */
export type AnyFunction = (...args: never[]) => unknown;

/**
 * Captures the stack below a function: the functions that called it, and those that await it.
 * @param depth the most lines. Default: those of any error.
 * @returns what `Error.prepareStackTrace` makes of it, by default text; `undefined` where V8 is not
 * there.
 */
export function captureStack(below: AnyFunction, depth: number = Error.stackTraceLimit): unknown {
  const { stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = depth;
    Error.captureStackTrace?.(holder, below);
    return holder.stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
