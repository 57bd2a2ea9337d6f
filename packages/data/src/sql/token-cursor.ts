/** A cursor over tokens. */

import type { SqlToken } from "./tokenize.ts";

/** A name in a text: `orders`, `"order"`, `shop.orders`. */
export interface SqlName {
  readonly schema: string | undefined;
  readonly name: string;
  readonly offset: number;
}

/** A position among tokens. */
export class TokenCursor {
  readonly #tokens: readonly SqlToken[];
  #at = 0;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
  }

  /** Returns the current token, or one ahead. */
  peek(ahead = 0): SqlToken | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** Returns the current keyword in lower case; quoted names are no keywords. */
  word(ahead = 0): string | undefined {
    const token = this.peek(ahead);
    return token?.kind === "word" ? token.text.toLowerCase() : undefined;
  }

  /** Returns `true` if the current token is this symbol. */
  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "symbol" && token.text === text;
  }

  /** Advances the cursor. */
  skip(count = 1): void {
    this.#at += count;
  }

  /** Skips keywords while they are among the given ones. */
  skipWords(...words: readonly string[]): void {
    while (words.includes(this.word() ?? "")) this.skip();
  }

  /** Reads a name and skips it; `undefined` and no move without one. */
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

/** The name of a token; in lower case without quotes, because such names are case-insensitive. */
function nameOf(token: SqlToken | undefined): string | undefined {
  return token?.kind === "word" ? token.text.toLowerCase() : token?.text;
}
