/**
 * The query of a request. A list is its key repeated; an empty list is the key without `=`, so
 * `?tags` is `[]`, `?tags=` is `[""]` and a missing key is `undefined`. Where empty text cannot be
 * an element, as for numbers, `?ids=` is `[]` too: `URLSearchParams`, some proxies and Pact's
 * verifier write it so. A plus sign is a space, as HTML forms and most HTTP libraries write it.
 */

/** The values of each key, in order. `undefined` stands for a key without `=`. */
export type Query = ReadonlyMap<string, readonly (string | undefined)[]>;

const nothing: Query = new Map();

/**
 * Splits the part after the `?`.
 * @throws {URIError} for a broken percent escape.
 */
export function parseQuery(text: string): Query {
  if (text === "") return nothing;
  const query = new Map<string, (string | undefined)[]>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeText(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? undefined : decodeText(pair.slice(equals + 1));
    const values = query.get(name);
    if (values === undefined) query.set(name, [value]);
    else values.push(value);
  }
  return query;
}

/** Writes the pairs of one list. */
export function printQueryList(name: string, values: readonly string[]): string {
  return values.length === 0 ? name : values.map((value) => `${name}=${value}`).join("&");
}

function decodeText(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
