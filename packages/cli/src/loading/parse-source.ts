/** The parser, loaded when a file is first looked into: most runs need none. */

import { createRequire } from "node:module";

type Parser = typeof import("oxc-parser");

/** Parses a file as TypeScript's parser does, repeated names and the like included in its errors. */
export function parseSource(file: string, text: string): ReturnType<Parser["parseSync"]> {
  const { parseSync } = createRequire(import.meta.url)("oxc-parser") as Parser;
  return parseSync(file, text, { showSemanticErrors: true });
}
