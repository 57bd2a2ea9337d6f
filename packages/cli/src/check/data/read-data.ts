/**
 * Reads the tables that a file uses: queries of kysely, and SQL in texts and templates.
 *
 * Names computed at run time are not visible here: `createQueryObserver` of `@seamline/data`
 * reports them while tests run.
 */

import { createLineCounter } from "../text/line-counter.ts";
import { parseSource } from "../text/parse-source.ts";
import { DataWalk } from "./data-walk.ts";
import { mayUseTables } from "./data-words.ts";
import type { FileData } from "./file-data.ts";
import type { Node } from "./syntax.ts";

/** Reads a file that is known to parse; `undefined` if it uses no tables. */
export function readData(file: string, text: string): FileData | undefined {
  if (!mayUseTables(text)) return undefined;
  const { program } = parseSource(file, text);
  const data = new DataWalk(program as unknown as Node, createLineCounter(text)).read();
  return data.statements.length === 0 ? undefined : data;
}
