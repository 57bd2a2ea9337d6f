/**
 * Records the sources of a generation: every file that Node loads while it runs, as Node itself
 * resolves it. These are the configuration, the contracts with all that they import, zod,
 * @seamline/core and the generator.
 *
 * Node evaluates a file once per process, so a record is complete only if it begins before the
 * first of these files is imported. The command therefore keeps a record, and a program that calls
 * `generate` does not.
 */

import { registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFile } from "./content-hash.ts";
import { findPackageFile, type ImportedPackage, type Sources } from "./sources.ts";
import { findUncacheableReason, type ModuleImport } from "./uncacheable-reason.ts";

/** A record in progress. */
export interface SourceRecord {
  /**
   * Ends the record. With a reason in `uncacheable`, the result may depend on more than the
   * sources.
   */
  finish(): { readonly sources: Sources; readonly uncacheable: string | undefined };
}

/** Records every module loaded from now on. */
export function recordSources(): SourceRecord {
  const files = new Map<string, string | null>();
  const imports: ModuleImport[] = [];
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const { url, ...rest } = nextResolve(specifier, context);
      imports.push({ specifier, url, importer: context.parentURL });
      // Hashed before Node reads it and again at the end, to detect an edit in between.
      const path = url.startsWith("file:") ? fileURLToPath(url) : undefined;
      if (path !== undefined && !files.has(path)) files.set(path, hashFile(path));
      return { url, ...rest };
    },
  });
  return {
    finish() {
      hooks.deregister();
      const loaded = [...files.keys()];
      const edited = loaded.find((path) => files.get(path) !== hashFile(path));
      for (const path of loaded) addPackageFiles(dirname(path), files);
      const sources = { files: Object.fromEntries(files), packages: collectPackages(imports) };
      return {
        sources,
        uncacheable: edited === undefined ? findUncacheableReason(imports) : `${edited} changed during the generation`,
      };
    },
  };
}

/**
 * Adds the `package.json` that decides the module format of a folder, and the nearer ones that
 * would take precedence if they existed.
 */
function addPackageFiles(folder: string, files: Map<string, string | null>): void {
  const path = join(folder, "package.json");
  if (files.has(path)) return;
  const found = hashFile(path);
  files.set(path, found);
  if (found === null && dirname(folder) !== folder) addPackageFiles(dirname(folder), files);
}

function collectPackages(imports: readonly ModuleImport[]): readonly ImportedPackage[] {
  const packages = new Map<string, ImportedPackage>();
  for (const { specifier, url, importer } of imports) {
    if (!url.startsWith("file:") || !importer?.startsWith("file:") || /^(?:\.|\/|#|file:)/.test(specifier)) continue;
    const folder = dirname(fileURLToPath(importer));
    const key = `${specifier}\n${folder}`;
    const packageFile = packages.has(key) ? undefined : findPackageFile(specifier, folder);
    if (packageFile !== undefined) packages.set(key, { specifier, importer: folder, packageFile });
  }
  return [...packages.values()];
}
