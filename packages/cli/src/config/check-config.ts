/** The `check` part of `seamline.config.ts`: which boundaries hold. */

/** The imports that may cross one edge. */
export interface EdgePolicy {
  /**
   * `"only"`: nothing but types may cross. `"free"`: types may be taken from the module's internals
   * too. Default: neither.
   */
  readonly types?: "only" | "free";
  /** The other module's named public parts that may be imported. Default: all of them. */
  readonly parts?: readonly string[];
  /**
   * Internals of the other module that this edge may import besides its doors: patterns below that
   * module's folder. Default: none.
   */
  readonly allow?: readonly string[];
}

/**
 * One module. Folders are relative to the configuration; patterns of parts are relative to the
 * module's folders.
 */
export interface ModuleBoundary {
  /** The folders of the module; `package:<name>` stands for a workspace package. */
  readonly path: string | readonly string[];
  /**
   * The folder of its client package. Default: the folder among `clients` that has the module's
   * name.
   */
  readonly client?: string;
  /**
   * Parts that modules with a declared edge may import, where there is no client package yet:
   * patterns, or patterns by the name of the part. Default: none.
   */
  readonly public?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** Parts that nothing outside the module may import, whatever an edge allows. Default: none. */
  readonly private?: readonly string[];
  /** Packages that this module may not import; `*` stands for any text. Default: none. */
  readonly forbidden?: readonly string[];
}

/** An order of folders: each imports only from the floors below it. */
export interface FloorPlan {
  /**
   * The folder whose folders are the floors. Files that lie in it directly stand above all floors.
   * Default: the configuration's.
   */
  readonly within?: string;
  /** Floors, the top first. Folders that share a floor never import each other. */
  readonly order: readonly (string | readonly string[])[];
}

/** The changes that a baseline admits. */
export type BaselineMode = "frozen" | "shrinking" | "open";

/** The folder of accepted violations, and the changes that it admits. */
export interface BaselineConfig {
  /** The folder of the files, one for each module. Default: `"boundaries"`. */
  readonly folder?: string;
  /**
   * `"shrinking"`: new violations fail, and are accepted only with `--grow-baseline`. `"frozen"`:
   * they cannot be accepted. `"open"`: they are printed and do not fail. Default: `"shrinking"`.
   */
  readonly mode?: BaselineMode;
  /** Modes of single modules. Default: `mode`. */
  readonly modes?: Readonly<Record<string, BaselineMode>>;
}

/** The boundaries of a repository. Imports that are not allowed here are violations. */
export interface CheckConfig {
  /** The modules by name, or patterns of folders in which a `*` is the name: `["modules/*"]`. */
  readonly modules?: readonly string[] | Readonly<Record<string, string | ModuleBoundary>>;
  /**
   * Public parts of every module, besides its own: `["index.ts"]` where each folder has a face.
   * Default: none.
   */
  readonly public?: readonly string[];
  /**
   * The client packages: patterns of folders in which a `*` is the module's name. Default: the
   * `clients` that `generate` writes.
   */
  readonly clients?: readonly string[];
  /**
   * Folders that everything may import; they import no module and no client package. Default: none.
   */
  readonly shared?: readonly string[];
  /**
   * Composition roots: the only code that imports modules to host them. Tests of whole applications
   * belong here. Default: none.
   */
  readonly roots?: readonly string[];
  /** The edges: which module uses which others. Default: none. */
  readonly edges?: Readonly<Record<string, readonly string[] | Readonly<Record<string, EdgePolicy>>>>;
  /** Packages that modules may not import, by module; `"*"` is every module. Default: none. */
  readonly forbidden?: Readonly<Record<string, readonly string[]>>;
  /**
   * The tables of modules, as `orders` or `shop.orders`, where no migration of the module creates
   * them. A table that stands here belongs to no other module, not even to the one that creates it.
   * Default: none.
   */
  readonly tables?: Readonly<Record<string, readonly string[]>>;
  /** Orders of folders, independent of modules. Default: none. */
  readonly floors?: readonly FloorPlan[];
  /** Violations that are accepted. Default: the folder `boundaries`, shrinking. */
  readonly baseline?: BaselineConfig;
  /**
   * Specifiers that a bundler provides, as `virtual:*`: they may name nothing. Never relative; what
   * names a file is checked. Default: none.
   */
  readonly external?: readonly string[];
  /**
   * Single imports that may name nothing, by file: `{ "templates/page.ts": ["../layout"] }`. What
   * names a file is checked. Default: none.
   */
  readonly unresolved?: Readonly<Record<string, readonly string[]>>;
  /** Conditions of package exports besides `import`, `require`, `node` and `default`. */
  readonly conditions?: readonly string[];
  /**
   * Files and folders that are not read. `node_modules`, `dist`, `coverage` and names that begin
   * with a dot never are. Default: none.
   */
  readonly ignore?: readonly string[];
}
