/** Repeated keys of JSON objects: readers differ in which of the values they take. */

/**
 * Tests whether an object anywhere in a text has a key twice, also when it is written in two ways.
 * @param text valid JSON.
 */
export function hasRepeatedKey(text: string): boolean {
  return countWrittenKeys(text) !== countReadKeys(JSON.parse(text));
}

function countWrittenKeys(text: string): number {
  let count = 0;
  for (let from = text.indexOf('"'); from >= 0; ) {
    const end = endOfString(text, from);
    const colon = /[^ \t\r\n]/g;
    colon.lastIndex = end;
    if (colon.exec(text)?.[0] === ":") count += 1;
    from = text.indexOf('"', end);
  }
  return count;
}

/** The index behind the closing quote. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function countReadKeys(value: unknown): number {
  let count = 0;
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) continue;
    const below = Object.values(next);
    if (!Array.isArray(next)) count += below.length;
    for (const one of below) if (typeof one === "object" && one !== null) pending.push(one);
  }
  return count;
}
