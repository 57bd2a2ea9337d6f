/** Reading of streams within cases, with a line for each item. */

import type { Program } from "../runner/case.ts";

type Options = Parameters<Program["call"]>[2];

/** Reads a stream to its end, and records every item and its end. */
export async function read(program: Program, operation: string, input: unknown, options?: Options): Promise<void> {
  await readFrom(program, operation, program.client().read(operation, input, options));
}

/** Reads an open stream to its end. */
export async function readFrom(program: Program, operation: string, items: AsyncIterable<unknown>): Promise<void> {
  const consume = async (): Promise<string> => {
    for await (const item of items) program.record(`${operation} brings`, item);
    return "ended";
  };
  await program.settle(operation, consume());
}
