/** Maps offsets in a text to lines and columns. */

/** A position, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Creates the mapping; ascending offsets cost least. */
export function createLineCounter(text: string): (offset: number) => Position {
  let line = 1;
  let start = 0;
  return (offset) => {
    if (offset < start) {
      line = 1;
      start = 0;
    }
    for (let next = text.indexOf("\n", start); next !== -1 && next < offset; next = text.indexOf("\n", start)) {
      line += 1;
      start = next + 1;
    }
    return { line, column: offset - start + 1 };
  };
}
