/** Placeholders of values in statements. */

const numbered = new Map<string, string>();

/** `a = ? and b = ?` becomes `a = $1 and b = $2`. */
export function numberPlaceholders(sql: string): string {
  let text = numbered.get(sql);
  if (text === undefined) {
    let count = 0;
    text = sql.replaceAll("?", () => `$${++count}`);
    if (numbered.size < 1_000) numbered.set(sql, text);
  }
  return text;
}
