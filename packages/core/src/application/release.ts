/** Releasing what an application holds: modules' resources, transports, listeners. */

import { startTimer, stopTimer } from "../platform/real-time.ts";

/** Milliseconds after which a release that has not settled is left. */
const releaseMs = 30_000;

/**
 * Runs releases one after another. Collects failures instead of stopping at the first, and leaves one
 * that does not settle within 30 seconds, so that the others still run.
 */
export async function releaseAll(releases: Iterable<() => unknown>): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const release of releases) {
    try {
      await settleInTime(release);
    } catch (reason) {
      failures.push(reason);
    }
  }
  return failures;
}

function settleInTime(release: () => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const text = `expected a release to settle within ${releaseMs / 1000} s; it was left, and the others were run`;
    const timer = startTimer(() => reject(new Error(text)), releaseMs);
    new Promise((settled) => settled(release())).finally(() => stopTimer(timer)).then(resolve, reject);
  });
}
