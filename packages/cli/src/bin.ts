#!/usr/bin/env node
/**
 * The `seamline` command. This file loads on any Node version, so that an older one prints a
 * message instead of a syntax error.
 */

export {};

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `error: seamline: expected Node 22.19 or later, found ${process.version} (${process.execPath}); install a newer one\n`,
  );
  process.exitCode = 1;
} else {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache(); // compiled modules, zod and contracts included, start faster the next time
  // Not awaited: a command that never ends is reported by the command, not as an await of this
  // file.
  void import("./command/program.ts").then(({ createProgram }) => createProgram().parseAsync());
}
