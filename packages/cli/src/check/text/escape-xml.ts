/** Text in XML, between tags or in an attribute. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
};

/** Escapes a text. Characters that XML cannot represent are replaced. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, "\ufffd").replaceAll(/[&<>"'\n]/g, (one) => entities[one] ?? one);
}
