/**
 * Tokens of SQL text, in the common syntax of PostgreSQL, SQLite and MySQL with the quotes of each.
 * A backslash is an escape only in strings with the prefix `E` (`E'…'`).
 */

/** The kinds of tokens. A `body` is a text between dollar quotes, which may contain SQL. */
export type SqlTokenKind = "word" | "quoted" | "string" | "body" | "number" | "parameter" | "symbol";

/** One token. Comments and white space are not tokens. */
export interface SqlToken {
  readonly kind: SqlTokenKind;
  /** The content, without quotes and with escapes decoded. */
  readonly text: string;
  /** The offset of its first character in the whole text. */
  readonly offset: number;
}

/**
 * The placeholder of a value that is inserted later, such as `${…}` in a template. It is read as a
 * parameter.
 */
export const hole = "\uE000";

const wordStart = /[\p{L}_]/u;
const wordPart = /[\p{L}\p{N}_$]/u;

/** Splits a text into tokens. Unclosed quotes and comments end with the text. */
export function tokenizeSql(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  const add = (kind: SqlTokenKind, value: string, end: number): void => {
    tokens.push({ kind, text: value, offset: at });
    at = end;
  };
  while (at < text.length) {
    const char = text[at] ?? "";
    const next = text[at + 1] ?? "";
    if (/\s/.test(char)) at += 1;
    else if (char === "-" && next === "-") at = endOfLine(text, at);
    else if (char === "/" && next === "*") at = endOfComment(text, at);
    else if (char === "'") add("string", ...readQuoted(text, at, "'", false));
    else if (/[eE]/.test(char) && next === "'") add("string", ...readQuoted(text, at + 1, "'", true));
    else if (/[bBnNxX]/.test(char) && next === "'") add("string", ...readQuoted(text, at + 1, "'", false));
    else if (char === '"' || char === "`") add("quoted", ...readQuoted(text, at, char, false));
    else if (char === "[" && opensName(tokens.at(-1))) add("quoted", ...readQuoted(text, at, "]", false));
    else if (char === "$" && dollarTag(text, at) !== undefined) add("body", ...readBody(text, at));
    else if (char === hole || char === "?") add("parameter", char, at + 1);
    else if (/[$:@]/.test(char) && wordPart.test(next)) add("parameter", char, endOfWord(text, at + 1));
    else if (char === ":" && next === ":") add("symbol", "::", at + 2);
    else if (wordStart.test(char)) {
      const end = endOfWord(text, at);
      add("word", text.slice(at, end), end);
    } else if (/[0-9]/.test(char)) {
      const end = at + (/^[0-9][\w.]*/.exec(text.slice(at, at + 100))?.[0].length ?? 1);
      add("number", text.slice(at, end), end);
    } else add("symbol", char, at + 1);
  }
  return tokens;
}

/**
 * Returns `true` if a bracket opens a name, `[order]`; otherwise it opens an index: `items[1]`,
 * `ARRAY[1]`.
 */
function opensName(before: SqlToken | undefined): boolean {
  if (before === undefined || before.text === "." || before.text === ",") return true;
  return before.kind === "word" && /^(?:from|join|into|update|table|on|only|using|references)$/i.test(before.text);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** The end of a comment; comments may be nested. */
function endOfComment(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const pair = text.slice(index, index + 2);
    if (pair !== "/*" && pair !== "*/") continue;
    depth += pair === "/*" ? 1 : -1;
    index += 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** Returns the content of quotes, where a doubled quote stands for one, and the offset after it. */
function readQuoted(text: string, start: number, close: string, escapes: boolean): [string, number] {
  let value = "";
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text[index] ?? "";
    if (escapes && char === "\\") {
      index += 1;
      value += text[index] ?? "";
    } else if (char !== close) value += char;
    else if (text[index + 1] === close) {
      index += 1;
      value += close;
    } else return [value, index + 1];
  }
  return [value, text.length];
}

/** Returns the dollar quote at an offset, `$$` or `$tag$`, if any. `$1` is none. */
function dollarTag(text: string, at: number): string | undefined {
  return /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u.exec(text.slice(at, at + 70))?.[0];
}

/**
 * Reads a body. Spaces replace the opening quote, so that offsets within the body match those of
 * the text.
 */
function readBody(text: string, at: number): [string, number] {
  const tag = dollarTag(text, at) ?? "$$";
  const close = text.indexOf(tag, at + tag.length);
  const end = close === -1 ? text.length : close;
  return [" ".repeat(tag.length) + text.slice(at + tag.length, end), Math.min(end + tag.length, text.length)];
}

function endOfWord(text: string, at: number): number {
  let end = at;
  while (end < text.length && wordPart.test(text[end] ?? "")) end += 1;
  return end;
}
