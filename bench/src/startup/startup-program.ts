/** What is started: a program that imports, and says what that cost it. */

/** What the program prints. */
export interface StartupReport {
  /** Nanoseconds for the imports alone. */
  readonly importTime: number;
  /** Bytes of memory that the process has besides those of an empty one, as it sees it. */
  readonly rss: number;
  /** Files that were loaded. */
  readonly modules: number;
}

/**
 * A program that imports modules one after the other. With `--modules` it counts files and times
 * nothing.
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
