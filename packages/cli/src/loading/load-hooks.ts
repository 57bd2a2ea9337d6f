/**
 * Loads a repository's own files independently of the `type` in package.json: a file with `import`
 * and `export` is an ES module, also below `"type": "commonjs"` (which `npm init` writes) and
 * without a `type`. Node decides by the package alone, or tries both formats and prints a warning.
 */

import { readFileSync } from "node:fs";
import { type ResolveFnOutput, registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { parseSource } from "./parse-source.ts";
import type { ImportExtension } from "./resolve-fallback.ts";
import { createFallback } from "./resolve-fallback.ts";

/** Registered hooks. */
export interface LoadHooks {
  /** The file that Node read last, which holds a syntax error without a position. */
  lastLoaded(): string | undefined;
  release(): void;
}

/** Registers the hooks. @param extension the ending of relative imports in the repository. */
export function useLoadHooks(extension: ImportExtension): LoadHooks {
  const findFallback = createFallback(extension);
  let last: string | undefined;
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      let found: ResolveFnOutput;
      try {
        found = nextResolve(specifier, context);
      } catch (reason) {
        const other = isOwn(context.parentURL) ? findFallback(specifier, context.parentURL) : undefined;
        if (other === undefined) throw reason;
        found = nextResolve(other, context);
      }
      const format = isOwn(found.url) ? findFormat(found.url, found.format) : undefined;
      return format === undefined ? found : { ...found, format };
    },
    load(url, context, nextLoad) {
      if (url.startsWith("file:")) last = fileURLToPath(url);
      return nextLoad(url, context);
    },
  });
  return { lastLoaded: () => last, release: () => hooks.deregister() };
}

function isOwn(url: string | undefined): url is string {
  return url?.startsWith("file:") === true && !url.includes("/node_modules/");
}

/**
 * The format of an ES module that Node would load as CommonJS or only with a second try;
 * `undefined` to leave the format to Node.
 */
function findFormat(url: string, format: string | null | undefined): string | undefined {
  const [, dialect] = /\.[mc]?([jt]s)$/.exec(url) ?? [];
  const isDecided = format === "module" || format === "module-typescript";
  if (dialect === undefined || isDecided || !isModule(fileURLToPath(url))) return undefined;
  return dialect === "ts" ? "module-typescript" : "module";
}

/** Detects imports or exports of values in the syntax of ES modules. */
function isModule(file: string): boolean {
  const { staticImports, staticExports, importMetas, hasModuleSyntax } = parseSource(
    file,
    readFileSync(file, "utf8"),
  ).module;
  const isValue = ({ entries }: { readonly entries: readonly { readonly isType: boolean }[] }): boolean =>
    entries.length === 0 || entries.some(({ isType }) => !isType);
  if (staticImports.length + staticExports.length === 0) return hasModuleSyntax;
  return importMetas.length > 0 || staticImports.some(isValue) || staticExports.some(isValue);
}
