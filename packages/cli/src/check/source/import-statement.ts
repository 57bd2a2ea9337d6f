/** An import as it stands in a file, of whatever kind. */

/** How a file names another. */
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
  /** A URL that is relative to the file. */
  | "url"
  /** A path of a file or folder: what `fork`, `new Worker` and `require.context` take. */
  | "path"
  | "jsdoc"
  | "reference"
  | "augmentation";

/** One import. Lines and columns are counted from 1. */
export interface ImportStatement {
  readonly kind: ImportKind;
  readonly specifier: string;
  /** Whether it is gone once types are stripped. `import { type A }` is not: the file is still loaded. */
  readonly typeOnly: boolean;
  /** `"root"` if the specifier is relative to the repository, where the process is taken to run. */
  readonly base?: "root";
  readonly line: number;
  readonly column: number;
}

/** A place in a file where something is imported that only a running program can name: `import(name)`. */
export interface ComputedImport {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** What a file imports. */
export interface FileImports {
  readonly imports: readonly ImportStatement[];
  readonly computed: readonly ComputedImport[];
}
