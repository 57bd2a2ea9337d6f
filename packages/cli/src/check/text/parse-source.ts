/** Parses a source file as leniently as TypeScript's own parser. */

import { type ParserOptions, parseSync } from "oxc-parser";
import { UserError } from "../../error/user-error.ts";
import { createLineCounter } from "./line-counter.ts";

/** A parsed file; `dispose` frees the memory of a lazy parse. */
export type ParsedSource = ReturnType<typeof parseSync> & { dispose?: () => void };

const isJavaScript = /\.(?:[cm]?js|jsx)$/;

/**
 * Parses a file. JavaScript may contain JSX and types, as in TypeScript's parser, and is tried as a
 * module and as CommonJS. Faults that leave the tree intact (a superfluous `declare`, `import` in a
 * `.cjs`) are left to the compiler.
 * @throws {UserError} with the position of the first fault if there is no tree.
 */
export function parseSource(file: string, text: string, options: object = {}): ParsedSource {
  let fault: string | undefined;
  for (const attempt of attemptsFor(file)) {
    const parsed: ParsedSource = parseSync(file, text, { ...options, ...attempt } as ParserOptions);
    const [first] = parsed.errors;
    if (first === undefined || parsed.program.body.length > 0) return parsed;
    fault ??= describe(file, text, first);
    parsed.dispose?.();
  }
  throw new UserError([fault ?? file]);
}

const kinds = [{}, { sourceType: "commonjs" }, { sourceType: "module" }];
const ofJavaScript = [{ lang: "jsx" }, { lang: "tsx" }].flatMap((language) =>
  kinds.map((kind) => ({ ...language, ...kind })),
);

function attemptsFor(file: string): readonly object[] {
  return isJavaScript.test(file) ? ofJavaScript : kinds;
}

function describe(file: string, text: string, fault: ParsedSource["errors"][number]): string {
  const { line, column } = createLineCounter(text)(fault.labels[0]?.start ?? 0);
  return `${file}:${line}:${column}: expected TypeScript or JavaScript, found a fault: ${fault.message}; correct it, or name the file in \`check.ignore\``;
}
