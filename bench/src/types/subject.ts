/**
 * The compiled program: a consumer that calls every operation of a service once, with one library.
 */

import type { Repository } from "../repository/create-repository.ts";

/** A way to write a consumer. */
export interface TypesSubject {
  readonly name: string;
  /**
   * Writes the sources into `folder` of the repository: `consumer.ts` and its imports. Resolves
   * with the compiler's report on the part that an author compiles separately, if there is one.
   */
  write(repository: Repository, folder: string, operations: number): Promise<string | undefined>;
}

/** A subject whose sources are written by a function. */
export function defineTypesSubject(
  name: string,
  print: (operations: number) => Readonly<Record<string, string>>,
): TypesSubject {
  return {
    name,
    async write(repository, folder, operations) {
      for (const [file, text] of Object.entries(print(operations))) await repository.write(`${folder}/${file}`, text);
      return undefined;
    },
  };
}
