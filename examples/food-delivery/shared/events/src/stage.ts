/** The stage of the application, from the environment. */

/** Modules finish an order by calls, or follow each other's events. */
export type Stage = "calls" | "events";

/**
 * Reads `SEAMLINE_STAGE`. Default `calls`.
 * @throws {RangeError} for any other text than `calls` and `events`.
 */
export function readStage(env: Readonly<Record<string, string | undefined>>): Stage {
  const text = env.SEAMLINE_STAGE || "calls";
  if (text === "calls" || text === "events") return text;
  throw new RangeError(`expected calls or events, found ${JSON.stringify(text)}`);
}
