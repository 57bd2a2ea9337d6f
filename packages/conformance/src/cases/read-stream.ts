/** Reading a stream within a case, every item on a line of its own. */

import type { Program } from "../runner/case.ts";

type Options = Parameters<Program["call"]>[2];

/** Reads a stream to its end and records every item and how it ends. */
export async function read(program: Program, operation: string, input: unknown, options?: Options): Promise<void> {
  await readFrom(program, operation, program.client().read(operation, input, options));
}

/** Reads on from a stream that is open already. */
export async function readFrom(program: Program, operation: string, items: AsyncIterable<unknown>): Promise<void> {
  const consume = async (): Promise<string> => {
    for await (const item of items) program.record(`${operation} brings`, item);
    return "ended";
  };
  await program.settle(operation, consume());
}
