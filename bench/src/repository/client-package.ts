/** A client package as published: written by `seamline generate`, compiled by `tsc`. */

import { fileURLToPath } from "node:url";
import type { Repository } from "./create-repository.ts";
import { printContract } from "./synthetic.ts";

/** The compiler of the workspace. */
export const tsc: string = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url));

/** The compiler options of every measured program. */
export const compilerOptions = {
  target: "es2023",
  lib: ["es2024", "esnext.disposable", "dom"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
} as const;

/**
 * Adds the client package `<service>-client` and its contract; `seamline generate` writes the rest.
 */
export async function writeClientPackage(repository: Repository, service: string, operations: number): Promise<void> {
  const folder = `clients/${service}`;
  await repository.write(`${folder}/src/contract.ts`, printContract(service, operations));
  const types = (file: string): object => ({ types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` });
  const manifest = {
    name: `${service}-client`,
    type: "module",
    sideEffects: false,
    exports: {
      ".": types("generated/index"),
      "./contract": types("contract"),
      "./handlers": types("generated/handlers"),
    },
  };
  await repository.write(`${folder}/package.json`, JSON.stringify(manifest));
  const options = {
    ...compilerOptions,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    rootDir: "src",
    outDir: "dist",
  };
  await repository.write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions: options, include: ["src"] }));
  await repository.link(`${service}-client`, folder);
}

/** Compiles a generated client package; resolves with the compiler's report. */
export async function compileClientPackage(repository: Repository, service: string): Promise<string> {
  const { stdout } = await repository.node([tsc, "-p", `clients/${service}`, "--extendedDiagnostics"]);
  return stdout;
}
