/** The units between which boundaries run. */

/** The kind of a unit, which decides its permitted imports. */
export type UnitKind = "module" | "client" | "shared" | "root";

/** A module, a client package, shared code or a composition root. */
export interface Unit {
  /** Unique, as shown in reports: `courier`, `courier client`, `shared/database`. */
  readonly id: string;
  readonly kind: UnitKind;
  /** The name of the module; for shared code and roots, their folder. */
  readonly name: string;
}

/** A unit, and a path within it. */
export interface Assignment {
  readonly unit: Unit;
  /** The path below the unit's folder; `""` is the folder itself. */
  readonly part: string;
}
