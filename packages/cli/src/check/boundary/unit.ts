/** The parts of a repository that boundaries run between. */

/** What a unit may do depends on what it is. */
export type UnitKind = "module" | "client" | "shared" | "root";

/** A module, a client package, shared code or a composition root. */
export interface Unit {
  /** Unique and for people: `courier`, `courier client`, `shared/database`. */
  readonly id: string;
  readonly kind: UnitKind;
  /** The name of the module; of shared code and roots, their folder. */
  readonly name: string;
}

/** A unit, and the place in it that a path names. */
export interface Assignment {
  readonly unit: Unit;
  /** The path below the unit's folder; `""` is the folder itself. */
  readonly part: string;
}
