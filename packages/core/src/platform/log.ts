/** The log of a process, for failures that no caller receives. */

/** Writes one line to stderr, in a browser to the console. Never throws. */
export function printToLog(line: string): void {
  const { process }: { readonly process?: Partial<NodeJS.Process> } = globalThis;
  try {
    if (process?.stderr === undefined) console.error(line);
    else process.stderr.write(`${line}\n`);
  } catch {
    // a writer that an application has put in its place
  }
}
