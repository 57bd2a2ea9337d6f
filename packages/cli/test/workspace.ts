/** A user's repository in a temporary folder, and commands run in it as real processes. */

import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const rootFolder = join(packageFolder, "../..");

/** The source of the command, run directly by Node. */
export const bin: string = join(packageFolder, "src/bin.ts");

/** The folder of the cases. */
export const casesFolder: string = join(packageFolder, "test/cases");

/** The outcome of a process. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with the packages a client needs, removed by `dispose`. */
export interface Workspace {
  readonly folder: string;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Copies a case's contract, and the files beside it, to `clients/<name>/src`. */
  addCase(name: string): void;
  /** Gives `clients/<name>` a package with the export `./testing`. */
  offerTesting(name: string): void;
  /** The names of the files in a folder, sorted. */
  list(path: string): readonly string[];
  /** @param below the working directory, relative to the repository. */
  seamline(args: readonly string[], env?: Readonly<Record<string, string>>, below?: string): Promise<Outcome>;
  node(file: string): Promise<Outcome>;
  /** Runs the real compiler over all clients; `options` replace compiler options. */
  tsc(options?: Readonly<Record<string, unknown>>): Promise<Outcome>;
  dispose(): void;
}

/** Creates an empty repository. */
export function createWorkspace(): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "seamline-cli-")));
  const at = (path: string): string => join(folder, path);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  mkdirSync(at("node_modules/@seamline"), { recursive: true });
  symlinkSync(packageFolder, at("node_modules/@seamline/cli"));
  symlinkSync(join(packageFolder, "node_modules/@seamline/core"), at("node_modules/@seamline/core"));
  symlinkSync(join(rootFolder, "packages/testing"), at("node_modules/@seamline/testing"));
  symlinkSync(join(packageFolder, "node_modules/zod"), at("node_modules/zod"));
  write("package.json", JSON.stringify({ type: "module" }));
  return {
    folder,
    write,
    read: (path) => readFileSync(at(path), "utf8"),
    addCase(name) {
      const skip = join(casesFolder, name, "expected");
      cpSync(join(casesFolder, name), at(`clients/${name}/src`), { recursive: true, filter: (path) => path !== skip });
    },
    offerTesting: (name) =>
      write(
        `clients/${name}/package.json`,
        JSON.stringify({ type: "module", exports: { "./testing": "./src/generated/testing.ts" } }),
      ),
    list: (path) => readdirSync(at(path)).sort(),
    seamline: (args, env, below = "") => run(process.execPath, [bin, ...args], join(folder, below), env),
    node: (file) => run(process.execPath, [file], folder),
    tsc(options = {}) {
      write(
        "tsconfig.json",
        JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, include: ["clients"] }),
      );
      return run(process.execPath, [join(rootFolder, "node_modules/typescript/bin/tsc"), "-p", "."], folder);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const compilerOptions = {
  target: "es2023",
  lib: ["es2024", "esnext.disposable"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: ["node"],
  typeRoots: [join(rootFolder, "node_modules/@types")],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env?: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error === null ? 0 : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
