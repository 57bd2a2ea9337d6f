/** Every import of a repository, with both of its ends. */

import { UserError } from "../../error/user-error.ts";
import type { AssignPath } from "../boundary/assign-paths.ts";
import type { Assignment, Unit } from "../boundary/unit.ts";
import type { ResolveImport } from "../resolve/resolve-import.ts";
import type { ComputedImport, FileImports, ImportStatement } from "../source/import-statement.ts";

/** An import whose other end lies in the repository. */
export interface InternalImport {
  readonly file: string;
  readonly from: Unit | undefined;
  readonly statement: ImportStatement;
  /** The path of what is imported. */
  readonly target: string;
  readonly to: Assignment | undefined;
}

/** An import of a package from elsewhere. */
export interface PackageImport {
  readonly file: string;
  readonly from: Unit | undefined;
  readonly statement: ImportStatement;
  readonly name: string;
}

/** An import that nobody can follow. */
export interface UnknownImport {
  readonly file: string;
  readonly from: Unit | undefined;
  readonly statement: ComputedImport;
}

/** The imports, in the order of files and places. */
export interface ImportGraph {
  readonly files: readonly string[];
  readonly internal: readonly InternalImport[];
  readonly packages: readonly PackageImport[];
  readonly computed: readonly UnknownImport[];
  /** Specifiers of what is neither: URLs, what a bundler provides, files outside the repository. */
  readonly outside: readonly string[];
}

/**
 * Resolves every import of every file.
 * @throws {UserError} naming each import that names nothing.
 */
export function buildImportGraph(
  files: ReadonlyMap<string, FileImports>,
  assign: AssignPath,
  resolve: ResolveImport,
): ImportGraph {
  const internal: InternalImport[] = [];
  const packages: PackageImport[] = [];
  const computed: UnknownImport[] = [];
  const outside: string[] = [];
  const faults: string[] = [];
  for (const [file, imports] of files) {
    const from = assign(file)?.unit;
    for (const statement of imports.imports) {
      const found = resolve(file, statement);
      if (found.type === "internal")
        internal.push({ file, from, statement, target: found.path, to: assign(found.path) });
      else if (found.type === "package") packages.push({ file, from, statement, name: found.name });
      else if (found.type === "outside") outside.push(statement.specifier);
      else faults.push(explain(file, statement, found.reason));
    }
    for (const statement of imports.computed) computed.push({ file, from, statement });
  }
  if (faults.length > 0) throw new UserError(faults);
  return { files: [...files.keys()], internal, packages, computed, outside };
}

function explain(file: string, { specifier, line, column }: ImportStatement, reason: string): string {
  return (
    `${file}:${line}:${column}: expected ${JSON.stringify(specifier)} to name a file or a package, found nothing (${reason}); ` +
    "correct it, install or generate what is missing, or name what a bundler provides in `check.external`"
  );
}
