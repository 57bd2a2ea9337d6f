/** Words that the doc comments of the faces avoid: they hide the subject, or the field's verb. */

import type { Item } from "./source-file.ts";

const oblique = /\b(?:nobody|somebody|whoever|anybody|everybody|told|tells|says|said)\b/i;
const clause = /^(?:What|Whether|How|Who|Whom|Whose|Which|Where|When|Why)\b/;

/**
 * Finds a fault in a doc comment; `undefined` if it begins with the thing and uses the field's
 * verb.
 */
export function findOblique({ name, where, doc }: Item): string | undefined {
  if (doc === undefined) return undefined;
  const word = oblique.exec(doc.text)?.[0];
  if (word !== undefined) return `${where}: ${name}: expected the field's verb or a subject, found "${word}"`;
  const first = clause.exec(doc.text)?.[0];
  if (first !== undefined) return `${where}: ${name}: expected a comment that begins with the thing, found "${first}"`;
  return undefined;
}
