/** The measured program: it imports modules and prints the cost. */

/** The output of the program. */
export interface StartupReport {
  /** Nanoseconds for the imports alone. */
  readonly importTime: number;
  /** Resident memory in bytes added by the imports. */
  readonly rss: number;
  /** Files that were loaded. */
  readonly modules: number;
}

/**
 * A program that imports modules one after the other. With `--modules` it counts files instead of
 * timing.
 */
export function printStartupProgram(specifiers: readonly string[]): string {
  return `import { registerHooks } from "node:module";
const files = new Set();
if (process.argv.includes("--modules")) {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (found.url.startsWith("file:")) files.add(found.url);
      return found;
    },
  });
}
const before = process.memoryUsage.rss();
const started = process.hrtime.bigint();
${specifiers.map((specifier) => `await import(${JSON.stringify(specifier)});`).join("\n")}
const importTime = Number(process.hrtime.bigint() - started);
console.log(JSON.stringify({ importTime, rss: process.memoryUsage.rss() - before, modules: files.size }));
`;
}
