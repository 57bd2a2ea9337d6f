/** The log of a process, for failures that no caller receives. */

/** Writes one line to stderr, in a browser to the console. */
export function printToLog(line: string): void {
  const { process }: { readonly process?: Partial<NodeJS.Process> } = globalThis;
  if (process?.stderr === undefined) console.error(line);
  else process.stderr.write(`${line}\n`);
}
