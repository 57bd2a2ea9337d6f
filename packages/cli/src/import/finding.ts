/** Findings: the places where the contract and the document differ, none of them silent. */

/**
 * `widened`: the contract takes values that the document does not. `narrowed`: it refuses some that
 * the document takes. `approximated`: the two differ at the rim only, as in how characters beyond
 * U+FFFF are counted. `refused`: an operation is left out. `omitted`: something that is no value of
 * an operation, such as a callback, has no form in a contract.
 */
export type FindingKind = "widened" | "narrowed" | "approximated" | "refused" | "omitted";

/** One difference. */
export interface Finding {
  readonly kind: FindingKind;
  /** The place in the document, as `#/paths/~1users/get`; behind the file's name in another file. */
  readonly pointer: string;
  /** The difference, and the next step if there is one. */
  readonly reason: string;
}

/** The places of a document by outcome: operations, parameters, bodies, responses and schemas. */
export interface ImportCounts {
  /** Places without a difference. */
  readonly expressed: number;
  /** Places that take other values than the document: widened or narrowed. */
  readonly widened: number;
  /** Places that differ at the rim only. */
  readonly approximated: number;
  /** Operations that are left out. */
  readonly refused: number;
}

/** Aborts the conversion of an operation. */
export class Refusal extends Error {
  readonly pointer: string;

  /** @param pointer the place that has no form in a contract. */
  constructor(pointer: string, reason: string) {
    super(reason);
    this.name = "Refusal";
    this.pointer = pointer;
  }
}

/** Adds a finding at a place. */
export type AddFinding = (kind: FindingKind, pointer: string, reason: string) => void;

interface Owned {
  readonly places: Set<string>;
  readonly findings: Map<string, Finding>;
}

const order: readonly FindingKind[] = ["refused", "widened", "narrowed", "approximated", "omitted"];

/**
 * Collects places and findings by owner, an operation or a component: what a refused operation
 * alone would need leaves the report with it. A place that is read twice counts once.
 */
export class Report {
  readonly #owners = new Map<string, Owned>();
  #owner: Owned;

  /** Begins with the document as the owner. */
  constructor() {
    this.#owner = this.#of("");
  }

  /** Runs a function whose places and findings belong to `owner`. */
  within<Result>(owner: string, run: () => Result): Result {
    const before = this.#owner;
    this.#owner = this.#of(owner);
    try {
      return run();
    } finally {
      this.#owner = before;
    }
  }

  /** Counts a place. */
  visit(pointer: string): void {
    this.#owner.places.add(pointer);
  }

  /** Adds a finding; the same one twice is one. */
  add(kind: FindingKind, pointer: string, reason: string): void {
    addTo(this.#owner, { kind, pointer, reason });
  }

  /** A function that adds findings of the present owner later. */
  later(): AddFinding {
    const owner = this.#owner;
    return (kind, pointer, reason) => addTo(owner, { kind, pointer, reason });
  }

  /** The findings of the document and of these owners, sorted by kind and place. */
  findings(owners: Iterable<string>): readonly Finding[] {
    const all = new Map(this.#kept(owners).flatMap(({ findings }) => [...findings]));
    return [...all.values()].sort(
      (one, other) =>
        order.indexOf(one.kind) - order.indexOf(other.kind) ||
        compare(one.pointer, other.pointer) ||
        compare(one.reason, other.reason),
    );
  }

  /** The counts over the document and these owners. */
  counts(owners: Iterable<string>): ImportCounts {
    const kept = this.#kept(owners);
    const places = new Set(kept.flatMap((owned) => [...owned.places]));
    const findings = kept.flatMap((owned) => [...owned.findings.values()]);
    const at = (...kinds: readonly FindingKind[]): Set<string> =>
      new Set(findings.flatMap(({ kind, pointer }) => (kinds.includes(kind) ? [pointer] : [])));
    const widened = at("widened", "narrowed");
    const approximated = [...at("approximated")].filter((place) => !widened.has(place));
    const refused = at("refused");
    const changed = new Set([...widened, ...approximated, ...refused]);
    return {
      expressed: [...places].filter((place) => !changed.has(place)).length,
      widened: widened.size,
      approximated: approximated.length,
      refused: refused.size,
    };
  }

  #of(owner: string): Owned {
    const known = this.#owners?.get(owner);
    const owned = known ?? { places: new Set<string>(), findings: new Map<string, Finding>() };
    if (known === undefined) this.#owners.set(owner, owned);
    return owned;
  }

  #kept(owners: Iterable<string>): readonly Owned[] {
    return ["", ...owners].flatMap((owner) => this.#owners.get(owner) ?? []);
  }
}

function addTo({ findings }: Owned, finding: Finding): void {
  findings.set(`${finding.kind} ${finding.pointer} ${finding.reason}`, finding);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
