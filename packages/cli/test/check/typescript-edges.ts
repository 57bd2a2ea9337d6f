/** The imports between files, as TypeScript resolves them after an installation and a build. */

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript6";

/** Imports in TypeScript's program, beyond its public types. */
interface ImportingProgram extends ts.Program {
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): { readonly resolvedModule?: ts.ResolvedModuleFull } | undefined;
}

const defaults: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};
const always: ts.CompilerOptions = { allowJs: true, noLib: true, types: [], noEmit: true, jsx: ts.JsxEmit.Preserve };

/**
 * Lists `from -> to` for the files of a repository, each under the nearest configuration above it.
 */
export function listTypescriptEdges(root: string, files: readonly string[]): readonly string[] {
  const groups = Map.groupBy(files, (file) => findConfig(root, dirname(join(root, file))) ?? "");
  const edges = new Set<string>();
  for (const [config, group] of groups) {
    const program = createProgram(root, config, group);
    for (const file of group) {
      const source = program.getSourceFile(join(root, file)) as ts.SourceFile & {
        readonly imports: readonly ts.StringLiteralLike[];
      };
      for (const specifier of source.imports) {
        const found = program.getResolvedModuleFromModuleSpecifier(specifier, source)?.resolvedModule?.resolvedFileName;
        const target = found === undefined ? "../" : relative(root, toSource(root, found));
        if (!/^\.\.\/|node_modules\//.test(target)) edges.add(`${file} -> ${target}`);
      }
    }
  }
  return [...edges].sort();
}

function createProgram(root: string, config: string, files: readonly string[]): ImportingProgram {
  const options = { ...(config === "" ? defaults : readOptions(config)), ...always };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => fileExists(file) || fileExists(toSource(root, file));
  host.readFile = (file) => readFile(file) ?? readFile(toSource(root, file));
  host.realpath = (path) =>
    existsSync(path) ? realpathSync(path) : join(realpathSync(packageOf(path)), relative(packageOf(path), path));
  host.directoryExists = () => true;
  return ts.createProgram({ rootNames: files.map((file) => join(root, file)), options, host }) as ImportingProgram;
}

function readOptions(file: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, "utf8")) as { config: object };
  const { composite: _, ...options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file), {}, file).options;
  return options;
}

function findConfig(root: string, folder: string): string | undefined {
  const found = ["tsconfig.json", "jsconfig.json"].map((name) => join(folder, name)).find((file) => existsSync(file));
  return found ?? (folder === root ? undefined : findConfig(root, dirname(folder)));
}

/** The source of a built file: `packages/a/dist/index.d.ts` → `packages/a/src/index.ts`. */
function toSource(root: string, file: string): string {
  const match = /^(.*)\/dist\/(.*?)(?:\.d)?\.m?[jt]s$/.exec(file);
  if (match === null || !file.startsWith(root)) return file;
  return join(existsSync(`${match[1]}/src`) ? realpathSync(`${match[1]}/src`) : `${match[1]}/src`, `${match[2]}.ts`);
}

function packageOf(path: string): string {
  return existsSync(path) && existsSync(join(path, "package.json")) ? path : packageOf(dirname(path));
}
