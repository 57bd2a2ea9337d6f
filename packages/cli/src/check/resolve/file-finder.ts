/**
 * Finds the file of a path or an installed package, with the extensions and folders that TypeScript
 * and bundlers try.
 */

import { createRequire } from "node:module";
import type { NapiResolveOptions, ResolverFactory } from "oxc-resolver";
import { UserError } from "../../error/user-error.ts";

/** Finds files, as absolute paths with links resolved. */
export interface FileFinder {
  /**
   * @param specifier a path, or the name of an installed package.
   * @throws {UserError} if a package.json cannot be read.
   */
  find(from: string, specifier: string): string | undefined;
  /** Finds a tsconfig by a path or in an installed package. */
  findSettings(from: string, specifier: string): string | undefined;
}

const typescriptExtensions = [".ts", ".tsx", ".mts", ".cts", ".d.ts", ".d.mts", ".d.cts"];
const options: NapiResolveOptions = {
  extensions: [...typescriptExtensions, ".js", ".jsx", ".mjs", ".cjs", ".json", ".node"],
  extensionAlias: {
    ".js": [".ts", ".tsx", ".d.ts", ".js", ".jsx"],
    ".jsx": [".tsx", ".d.ts", ".jsx"],
    ".mjs": [".mts", ".d.mts", ".mjs"],
    ".cjs": [".cts", ".d.cts", ".cjs"],
  },
  mainFields: ["module", "main"],
  nodePath: false,
};
const settingsOptions: NapiResolveOptions = {
  extensions: [".json"],
  mainFields: ["tsconfig"],
  mainFiles: ["tsconfig"],
  conditionNames: ["node", "import", "require", "types", "default"],
  nodePath: false,
};
const baseConditions = ["import", "require", "node", "default"];

/** Creates a finder; the resolver is loaded on first use. */
export function createFileFinder(conditions: readonly string[]): FileFinder {
  let finders: { plain: ResolverFactory; typed: ResolverFactory; settings: ResolverFactory } | undefined;
  const open = (): NonNullable<typeof finders> => {
    const { ResolverFactory } = createRequire(import.meta.url)("oxc-resolver") as typeof import("oxc-resolver");
    const plain = new ResolverFactory({ ...options, conditionNames: [...conditions, ...baseConditions] });
    // Types are the target if there is no code, as in a package of types only.
    const typed = plain.cloneWithOptions({
      ...options,
      conditionNames: [...conditions, "types", ...baseConditions],
      mainFields: ["types", "typings", "module", "main"],
    });
    finders = { plain, typed, settings: plain.cloneWithOptions(settingsOptions) };
    return finders;
  };
  return {
    find(from, specifier) {
      const { plain, typed } = finders ?? open();
      const found = plain.resolveFileSync(from, specifier);
      if (found.error?.startsWith("JSONError") === true) {
        throw new UserError([
          `${from}: expected a package.json that can be read, found a fault: ${found.error}; correct it`,
        ]);
      }
      return found.path ?? typed.resolveFileSync(from, specifier).path;
    },
    findSettings(from, specifier) {
      return (finders ?? open()).settings.resolveFileSync(from, specifier).path;
    },
  };
}
