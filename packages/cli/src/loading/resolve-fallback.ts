/**
 * Resolution of imports that Node cannot resolve: aliases of the nearest tsconfig, and source files
 * imported by the name of their built file.
 */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ResolverFactory } from "oxc-resolver";

/**
 * The ending of relative imports: `./client.ts` (Node runs it), `./client.js` (TypeScript emits it)
 * or `./client` (a bundler, CommonJS).
 */
export type ImportExtension = "ts" | "js" | "none";

/** Finds a replacement for a specifier that Node cannot resolve; `undefined` if there is none. */
export type FindFallback = (specifier: string, importer: string) => string | undefined;

/** Endings to try instead of the written one, by `importExtension`. */
const fromJavaScript = [/\.([mc]?)js$/, ".$1ts"] as const;
const replacements: Readonly<Record<ImportExtension, readonly (readonly [ending: RegExp, other: string])[]>> = {
  ts: [],
  js: [fromJavaScript],
  none: [fromJavaScript, [/$/, ".ts"], [/$/, ".js"], [/\/?$/, "/index.ts"], [/\/?$/, "/index.js"]],
};

/** Creates the lookup for one kind of import extension. */
export function createFallback(extension: ImportExtension): FindFallback {
  let resolver: ResolverFactory | undefined; // created for the first alias
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
