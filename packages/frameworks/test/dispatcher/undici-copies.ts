/** The copies of undici that tests run with. */

import * as newest from "undici";
import * as seven from "undici-7";
import * as lowest from "undici-lowest";

/** The parts of undici that are alike in 7 and 8. */
export type Undici = typeof newest;

/** A copy, with its major version. */
export interface Copy {
  readonly name: string;
  readonly major: 7 | 8;
  readonly undici: Undici;
}

// Types of 7 and 8 differ in handlers, which tests use through `request` and its kin only.
const sevenAlike = seven as unknown as Undici;
const lowestAlike = lowest as unknown as Undici;

/** undici 7, the lowest undici 8 and a newer one. */
export const copies: readonly Copy[] = [
  { name: "undici 7", major: 7, undici: sevenAlike },
  { name: "the lowest undici 8", major: 8, undici: lowestAlike },
  { name: "undici 8", major: 8, undici: newest },
];
