/** Rows in print. */

import type { Row } from "./figure.ts";

/** Prints one row. */
export function printRow({ name, target, measured, ok }: Row, tookMs: number): string {
  const verdict = ok ? "ok    " : "NOT OK";
  return `${verdict}  ${name}\n        target    ${target}\n        measured  ${measured} (${(tookMs / 1000).toFixed(1)} s)`;
}
