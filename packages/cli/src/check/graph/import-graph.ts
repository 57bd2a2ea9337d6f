/** Every import of a repository, with both of its ends. */

import type { CheckConfig } from "../../config/check-config.ts";
import { UserError } from "../../error/user-error.ts";
import type { AssignPath } from "../boundary/assign-paths.ts";
import type { Assignment, Unit } from "../boundary/unit.ts";
import { compileNamePatterns } from "../pattern/path-pattern.ts";
import { packageNameOf } from "../resolve/package-name.ts";
import type { ResolveImport } from "../resolve/resolve-import.ts";
import type { ComputedImport, FileImports, ImportStatement } from "../source/import-statement.ts";

/** An import of a file in the repository. */
export interface InternalImport {
  readonly file: string;
  readonly from: Unit | undefined;
  readonly statement: ImportStatement;
  /** The path of the imported file. */
  readonly target: string;
  readonly to: Assignment | undefined;
}

/** An import of an external package. */
export interface PackageImport {
  readonly file: string;
  readonly from: Unit | undefined;
  readonly statement: ImportStatement;
  readonly name: string;
  /** The package behind an alias: `npm:pg@8`. */
  readonly realName?: string | undefined;
}

/** An import that cannot be followed. */
export interface UnknownImport {
  readonly file: string;
  readonly from: Unit | undefined;
  readonly statement: ComputedImport;
  /** The path of unread code, if the import leads there. */
  readonly unread?: string;
}

/** The imports, sorted by file and position. */
export interface ImportGraph {
  readonly files: readonly string[];
  readonly internal: readonly InternalImport[];
  readonly packages: readonly PackageImport[];
  readonly computed: readonly UnknownImport[];
  /** Accepted imports without a target. */
  readonly unresolved: readonly { readonly file: string; readonly specifier: string }[];
}

/** Checks that an import without a target is accepted in a file. */
export type AcceptUnresolved = (file: string, specifier: string) => boolean;

/**
 * Reads the accepted imports without a target: a bundler's in any file, and single ones by file.
 */
export function acceptUnresolved({ external = [], unresolved = {} }: CheckConfig): AcceptUnresolved {
  const isExternal = compileNamePatterns(external);
  return (file, specifier) =>
    (!specifier.startsWith(".") && isExternal(specifier)) ||
    (Object.hasOwn(unresolved, file) && unresolved[file]?.includes(specifier) === true);
}

/** Checks that a specifier may name a package, installed or not, so that `forbidden` applies. */
function isPackageName(specifier: string): boolean {
  return /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?:\/|$)/.test(specifier);
}

/** Resolves every import of every file. @throws {UserError} naming each import without a target. */
export function buildImportGraph(
  files: ReadonlyMap<string, FileImports>,
  assign: AssignPath,
  resolve: ResolveImport,
  accepts: AcceptUnresolved,
): ImportGraph {
  const internal: InternalImport[] = [];
  const packages: PackageImport[] = [];
  const computed: UnknownImport[] = [];
  const unresolved: { file: string; specifier: string }[] = [];
  const faults: string[] = [];
  for (const [file, imports] of files) {
    const from = assign(file)?.unit;
    for (const statement of imports.imports) {
      const found = resolve(file, statement);
      if (found.type === "internal") {
        for (const target of found.paths) internal.push({ file, from, statement, target, to: assign(target) });
      } else if (found.type === "package") {
        packages.push({ file, from, statement, name: found.name, realName: found.realName });
      } else if (found.type === "unread") {
        const { specifier, line, column } = statement;
        computed.push({ file, from, statement: { text: specifier, line, column }, unread: found.path });
      } else if (found.type === "outside") continue;
      else if (!accepts(file, statement.specifier)) faults.push(explain(file, statement, found.reason));
      else {
        unresolved.push({ file, specifier: statement.specifier });
        if (isPackageName(statement.specifier)) {
          packages.push({ file, from, statement, name: packageNameOf(statement.specifier) });
        }
      }
    }
    for (const statement of imports.computed) computed.push({ file, from, statement });
  }
  if (faults.length > 0) throw new UserError(faults);
  return { files: [...files.keys()], internal, packages, computed, unresolved };
}

function explain(file: string, { specifier, line, column }: ImportStatement, reason: string): string {
  return (
    `${file}:${line}:${column}: expected ${JSON.stringify(specifier)} to name a file or a package, found neither (${reason}); ` +
    "correct it, install or generate what is missing, name what a bundler provides in `check.external`, or accept it for this file in `check.unresolved`"
  );
}
