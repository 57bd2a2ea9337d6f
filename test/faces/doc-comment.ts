/** Doc comments: the sentence before the tags, and the examples. */

/** A doc comment, without its stars. */
export interface DocComment {
  /** The text before the first tag; empty if there is none. */
  readonly sentence: string;
  /** The whole text. */
  readonly text: string;
  /** The code of each `@example`. */
  readonly examples: readonly string[];
}

/** Reads the inside of a block comment; `undefined` if it is not a doc comment. */
export function readDocComment(inside: string): DocComment | undefined {
  if (!inside.startsWith("*")) return undefined;
  const lines = inside
    .slice(1)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  const text = lines.join("\n").trim();
  const sentence = (/^@/.test(text) ? "" : (text.split(/\n@/)[0] ?? "")).trim();
  const examples = [...text.matchAll(/^@example\n```ts\n([\s\S]*?)\n```/gm)].map(([, code]) => code ?? "");
  return { sentence, text, examples };
}
