/** The lines by which two texts differ, as `diff -u` prints them. */

const context = 3;

/** Above this many lines the middle is printed as removed and added. */
const maxLines = 4_000;

type Edit = readonly [mark: " " | "-" | "+", line: string];

/** Prints the difference; empty if there is none. Every hunk ends with a line break. */
export function printDifference(before: string, after: string): string {
  const edits = compareLines(before.split("\n"), after.split("\n"));
  const changed = edits.flatMap(([mark], index) => (mark === " " ? [] : [index]));
  const shown = new Set(
    changed.flatMap((index) => Array.from({ length: 2 * context + 1 }, (_, offset) => index - context + offset)),
  );
  const lines: string[] = [];
  for (const [index, [mark, text]] of edits.entries()) {
    if (!shown.has(index)) continue;
    if (!shown.has(index - 1)) lines.push("@@");
    lines.push(`${mark}${text}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function compareLines(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => [" ", line] as const);
  const middle = compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

/** The longest common sequence of lines, by its table. */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const removed = before.map((line): Edit => ["-", line]);
  const added = after.map((line): Edit => ["+", line]);
  if (before.length > maxLines || after.length > maxLines) return [...removed, ...added];
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const edits: Edit[] = [];
  let [row, column] = [0, 0];
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      edits.push([" ", before[row] ?? ""]);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) edits.push(...removed.slice(row, ++row));
    else edits.push(...added.slice(column, ++column));
  }
  return [...edits, ...removed.slice(row), ...added.slice(column)];
}
