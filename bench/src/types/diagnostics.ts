/** Reads the report of `tsc --extendedDiagnostics`. */

/** The figures of one compilation. Times are nanoseconds. */
export interface Diagnostics {
  readonly instantiations: number;
  readonly types: number;
  /** Bytes. */
  readonly memory: number;
  readonly checkTime: number;
  readonly totalTime: number;
}

/**
 * Parses the report.
 * @throws {Error} with the missing line.
 */
export function parseDiagnostics(report: string): Diagnostics {
  const read = (label: string): number => {
    const found = new RegExp(`^${label}:\\s+([\\d.,]+)(K|M)?s?$`, "m").exec(report);
    if (found === null) throw new Error(`tsc --extendedDiagnostics: expected the line "${label}:", found\n${report}`);
    const [, digits = "", unit] = found;
    return Number(digits.replaceAll(",", "")) * (unit === "K" ? 1024 : unit === "M" ? 1024 ** 2 : 1);
  };
  return {
    instantiations: read("Instantiations"),
    types: read("Types"),
    memory: Math.round(read("Memory used")),
    checkTime: Math.round(read("Check time") * 1e9),
    totalTime: Math.round(read("Total time") * 1e9),
  };
}
