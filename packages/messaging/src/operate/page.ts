/** Pages of a list, by the last row of the page before. */

/** One page. */
export interface Page<Item> {
  /** The rows of the page. */
  readonly items: readonly Item[];
  /** The beginning of the next page, for `after`; `undefined` on the last. */
  readonly next: string | undefined;
}

const mostItems = 1_000;
const defaultLimit = 100;

/** Checks the limit of a page. @throws {RangeError} */
export function assertLimit(limit: number = defaultLimit): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostItems) return limit;
  throw new RangeError(`expected a limit from 1 to ${mostItems}, found ${limit}`);
}

/** Reads where a page begins. @param parts the number of texts in it. @throws {RangeError} */
export function parseCursor(text: string, parts: number): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // refused below
  }
  if (Array.isArray(value) && value.length === parts && value.every((part) => typeof part === "string")) return value;
  throw new RangeError(
    `expected the beginning of a page as the page before returned it, found ${JSON.stringify(text)}`,
  );
}

/** The text of a column that may be empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
