/** What an import may mean that Node does not resolve: a path of the nearest tsconfig, a source named by its built file. */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ResolverFactory } from "oxc-resolver";

/**
 * The ending of relative imports: `./client.ts` (Node runs it), `./client.js` (TypeScript emits it)
 * or `./client` (a bundler, CommonJS).
 */
export type ImportExtension = "ts" | "js" | "none";

/** Finds another specifier for one that Node does not resolve; `undefined` if there is none. */
export type FindFallback = (specifier: string, importer: string) => string | undefined;

/** Endings that may replace the one that is written, by setting. `ts` is what Node itself runs. */
const fromJavaScript = [/\.([mc]?)js$/, ".$1ts"] as const;
const replacements: Readonly<Record<ImportExtension, readonly (readonly [ending: RegExp, other: string])[]>> = {
  ts: [],
  js: [fromJavaScript],
  none: [fromJavaScript, [/$/, ".ts"], [/$/, ".js"], [/\/?$/, "/index.ts"], [/\/?$/, "/index.js"]],
};

/** Makes the function that looks for what else a specifier means. */
export function createFallback(extension: ImportExtension): FindFallback {
  let resolver: ResolverFactory | undefined; // only a repository with aliases waits for it
  return (specifier, importer) => {
    if (/^\.{0,2}\//.test(specifier) || /^\.{1,2}$/.test(specifier)) {
      const written = replacements[extension].map(([ending, other]) => specifier.replace(ending, other));
      return written.find((one) => existsSync(new URL(one, importer)));
    }
    resolver ??= createResolver();
    const { path } = resolver.resolveFileSync(fileURLToPath(importer), specifier);
    return path === undefined || path.includes("/node_modules/") ? undefined : pathToFileURL(path).href;
  };
}

function createResolver(): ResolverFactory {
  const { ResolverFactory } = createRequire(import.meta.url)("oxc-resolver") as typeof import("oxc-resolver");
  return new ResolverFactory({
    tsconfig: "auto",
    extensions: [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"],
    extensionAlias: { ".js": [".ts", ".js"], ".mjs": [".mts", ".mjs"], ".cjs": [".cts", ".cjs"] },
    conditionNames: ["node", "import", "default"],
  });
}
