/** Everything readable of a value, to search it for secrets. */

import { inspect } from "node:util";

/** Prints the value in every textual form, however hostile it is. */
export function dump(value: unknown): string {
  const readings = [
    () => inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null }),
    () => (value as Error).stack,
    () => (value as Error).message,
    () => String(value),
    () => JSON.stringify(value),
  ];
  return readings.map(attempt).join("\n");
}

function attempt(read: () => string | undefined): string {
  try {
    return read() ?? "";
  } catch {
    return "";
  }
}
