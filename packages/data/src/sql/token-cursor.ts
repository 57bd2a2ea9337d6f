/** Reading tokens one after another. */

import type { SqlToken } from "./tokenize.ts";

/** A name as it stands in a text: `orders`, `"order"`, `shop.orders`. */
export interface SqlName {
  readonly schema: string | undefined;
  readonly name: string;
  readonly offset: number;
}

/** A place among tokens. */
export class TokenCursor {
  readonly #tokens: readonly SqlToken[];
  #at = 0;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
  }

  /** The token here, or further on. */
  peek(ahead = 0): SqlToken | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** The keyword here in lower case; quoted names are none. */
  word(ahead = 0): string | undefined {
    const token = this.peek(ahead);
    return token?.kind === "word" ? token.text.toLowerCase() : undefined;
  }

  /** Whether a symbol is here. */
  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "symbol" && token.text === text;
  }

  /** Goes on. */
  skip(count = 1): void {
    this.#at += count;
  }

  /** Goes on over keywords, as far as they are among the given. */
  skipWords(...words: readonly string[]): void {
    while (words.includes(this.word() ?? "")) this.skip();
  }

  /** Reads a name and goes on behind it; stays where it is when there is none. */
  readName(): SqlName | undefined {
    const parts: SqlToken[] = [];
    for (;;) {
      const part = this.peek(parts.length * 2);
      if (part === undefined || (part.kind !== "word" && part.kind !== "quoted")) break;
      parts.push(part);
      if (!this.isSymbol(".", parts.length * 2 - 1)) break;
    }
    const [first] = parts;
    const last = parts.at(-1);
    if (first === undefined || last === undefined) return undefined;
    this.skip(parts.length * 2 - 1);
    return {
      schema: parts.length > 1 ? nameOf(parts.at(-2)) : undefined,
      name: nameOf(last) ?? "",
      offset: first.offset,
    };
  }
}

/** Names without quotes do not tell upper from lower case. */
function nameOf(token: SqlToken | undefined): string | undefined {
  return token?.kind === "word" ? token.text.toLowerCase() : token?.text;
}
