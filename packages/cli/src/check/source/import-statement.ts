/** An import of any kind in a file. */

/** The syntax of an import. */
export type ImportKind =
  | "static"
  | "type"
  | "re-export"
  | "type re-export"
  | "dynamic"
  | "import equals"
  | "import type"
  | "require"
  | "mock"
  /** A URL relative to the file. */
  | "url"
  /** A path of a file or folder, as taken by `fork`, `new Worker` and `require.context`. */
  | "path"
  | "jsdoc"
  | "reference"
  | "augmentation";

/** One import. Lines and columns are counted from 1. */
export interface ImportStatement {
  readonly kind: ImportKind;
  readonly specifier: string;
  /**
   * `true` if type stripping removes the import. It does not remove `import { type A }`, so the
   * file is still loaded.
   */
  readonly typeOnly: boolean;
  /**
   * `"root"` if the specifier is relative to the repository, the assumed working directory of the
   * process.
   */
  readonly base?: "root";
  readonly line: number;
  readonly column: number;
}

/** A position of an import whose target is computed at run time: `import(name)`. */
export interface ComputedImport {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** The imports of a file. */
export interface FileImports {
  readonly imports: readonly ImportStatement[];
  readonly computed: readonly ComputedImport[];
}
