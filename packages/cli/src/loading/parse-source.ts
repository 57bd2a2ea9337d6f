/** The parser, loaded with the first file to parse: most runs need none. */

import { createRequire } from "node:module";

type Parser = typeof import("oxc-parser");

/**
 * Parses a file as TypeScript's parser does; semantic errors such as duplicate names are included.
 */
export function parseSource(file: string, text: string): ReturnType<Parser["parseSync"]> {
  const { parseSync } = createRequire(import.meta.url)("oxc-parser") as Parser;
  return parseSync(file, text, { showSemanticErrors: true });
}
