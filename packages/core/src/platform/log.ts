/** Where a process writes what nobody else is told. */

/** One line on stderr; in a browser on its console. */
export function printToLog(line: string): void {
  const { process }: { readonly process?: Partial<NodeJS.Process> } = globalThis;
  if (process?.stderr === undefined) console.error(line);
  else process.stderr.write(`${line}\n`);
}
