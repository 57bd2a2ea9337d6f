/**
 * `pnpm walk [--names | --json]`: counts our functions, and their files, that one call runs,
 * in-process and over HTTP. `--names` prints them by file.
 */

import { parseArgs } from "node:util";
import { openQuotes } from "./quotes.ts";
import { type Walk, walkCall } from "./walk.ts";

const { values } = parseArgs({
  options: { names: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});

await using quotes = await openQuotes();
const walks: Record<string, Walk> = {};
for (const [transport, call] of Object.entries(quotes.calls)) walks[transport] = await walkCall(call);
if (values.json) process.stdout.write(`${JSON.stringify(walks)}\n`);
else for (const [transport, walk] of Object.entries(walks)) print(transport, walk);

function print(transport: string, walk: Walk): void {
  const names = Object.values(walk).flat();
  process.stdout.write(`${transport}: ${names.length} functions in ${Object.keys(walk).length} files\n`);
  if (!values.names) return;
  for (const [file, functions] of Object.entries(walk)) process.stdout.write(`  ${file}: ${functions.join(", ")}\n`);
}
