/** Readiness checks: parts of an application that report why it should get no new work. */

import { assertSettings, callback } from "../platform/setting.ts";

/**
 * Reports why its part of the application is not ready, as one line for people who operate it;
 * `undefined` while it is. It is called for each look at the readiness, so it returns what is known
 * and waits for nothing. A check that throws counts as a reason.
 */
export type ReadinessCheck = () => string | undefined;

/** The checks of one application. */
export class Readiness {
  readonly #checks = new Set<{ readonly check: ReadinessCheck }>();

  /** Adds a check, also one that is there. @returns a function that removes it. */
  add(check: ReadinessCheck): () => void {
    assertSettings("addReadinessCheck", callback, check);
    const entry = { check };
    this.#checks.add(entry);
    return () => void this.#checks.delete(entry);
  }

  /** The reasons of all checks, in the order in which they were added. */
  get reasons(): readonly string[] {
    return [...this.#checks].flatMap(({ check }) => reasonOf(check) ?? []);
  }
}

function reasonOf(check: ReadinessCheck): string | undefined {
  try {
    return check();
  } catch {
    return "a readiness check threw";
  }
}
