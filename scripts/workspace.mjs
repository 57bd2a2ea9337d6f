/** What the root scripts share: installing with nothing but Node and npm, and running the workspace's own tools. */

import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const pnpmVersion = "12.21.0";

/** The workspace's Node and tools come first, so that a machine's older Node only ever runs these scripts. */
const environment = {
  ...process.env,
  PATH: [join(root, "node_modules", "node", "bin"), join(root, "node_modules", ".bin"), process.env.PATH].join(
    delimiter,
  ),
};

/** Installs exactly what the lockfile says, or only what the given packages of the workspace need. */
export function install(filters = []) {
  return step("install", pnpm(["install", "--frozen-lockfile", ...filters.map((filter) => `--filter=${filter}`)]));
}

/** A pnpm command line; pnpm itself comes through npx. */
export function pnpm(args) {
  return ["npx", "--yes", `pnpm@${pnpmVersion}`, ...args];
}

/**
 * Runs a step that a person need not read: shown line by line on a terminal, otherwise only when it fails.
 * @throws {Error} when it exits with another code than 0.
 */
export async function step(name, command) {
  const started = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`▸ ${name}\n`);
  const output = [];
  const code = await launch(command, ["ignore", "pipe", "pipe"], (child) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output.push(chunk);
        if (process.stderr.isTTY) process.stderr.write(chunk);
      });
    }
  });
  if (code !== 0) {
    if (!process.stderr.isTTY) process.stderr.write(Buffer.concat(output));
    throw new Error(`${name} failed with exit code ${code}: ${command.join(" ")}`);
  }
  process.stderr.write(`✓ ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
}

/** Runs a command in the foreground with this terminal; resolves with its exit code. Signals reach it first. */
export async function run(command, env = {}) {
  const ignore = () => undefined; // the child decides; its exit code is ours
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, ignore);
  try {
    return await launch(
      command,
      "inherit",
      (child) => {
        process.on("SIGTERM", () => child.kill("SIGTERM"));
      },
      env,
    );
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, ignore);
  }
}

/** Ends the process with the code that `main` resolves with; a failure is one line. */
export function exitWith(main) {
  main.then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}

function launch([file, ...args], stdio, onChild, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env: { ...environment, ...env }, stdio });
    onChild(child);
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
