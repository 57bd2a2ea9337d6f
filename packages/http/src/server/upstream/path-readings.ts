/**
 * The paths that a server may understand by the text of a path. Servers differ: they decode once or
 * twice or not at all, merge slashes, take backslashes for slashes, drop parameters behind
 * semicolons, resolve dots, ignore case. Two that stand behind one another, and differ, are how a
 * closed path is reached by another spelling; so all readings count.
 */

/**
 * Readings of one path at most. No path that a browser writes has more than ten; one with more is
 * as good as any.
 */
const maxReadings = 128;

/** A path whose only other reading is that without case. */
const plain = /^(?:\/[\w~!$&'()*,=:@-]+)+$/;

/**
 * Returns the segments of every reading, folded to lower case; `undefined` if there are too many.
 * @param url path and query as received.
 */
export function readPath(url: string): readonly (readonly string[])[] | undefined {
  const question = url.indexOf("?");
  const path = question < 0 ? url : url.slice(0, question);
  if (plain.test(path)) return [path.slice(1).toLowerCase().split("/")];
  const readings = new Set([path]);
  for (const reading of readings) {
    for (const read of rules) readings.add(read(reading));
    if (readings.size > maxReadings) return undefined;
  }
  const paths = new Set([...readings].map((reading) => fold(reading)));
  return [...paths].map((one) => one.split("/").filter((segment) => segment !== ""));
}

/** Compatible characters are equal, fullwidth ones for example, and so are both cases. */
function fold(path: string): string {
  return path.normalize("NFKC").toLowerCase();
}

/** Each maps a path to another that some server takes it for. */
const rules: readonly ((path: string) => string)[] = [
  (path) => decode(path, (text) => text),
  // As routers do, which split a path before they decode its segments.
  (path) => decode(path, (text) => text.replaceAll("/", "%2f").replaceAll("\\", "%5c")),
  (path) => path.normalize("NFKC"),
  (path) => path.replaceAll("\\", "/"),
  // A path that looks like an authority: WHATWG's URL, with a base.
  (path) => path.replace(/^\/\/+[^/]*/, ""),
  resolveDots,
  (path) => path.replaceAll(/;[^/]*/g, ""),
  (path) => path.replace(/[\0?#].*$/s, ""),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: URL parsers remove them
  (path) => path.replaceAll(/[\u0000-\u001f\u007f]/g, ""),
  trimSegments,
  // Front controllers: /index.php/orders
  (path) => path.replace(/^\/+[^/]*\.(?:php\d?|phtml|cgi|pl|py|aspx?|jsp|do)(?=\/)/i, ""),
  // Formats: /orders.json
  (path) => path.replace(/\.[A-Za-z][A-Za-z0-9]{0,5}$/, ""),
];

/** Resolves empty and dot segments. */
function resolveDots(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** Windows drops dots and spaces from the ends of names. */
function trimSegments(path: string): string {
  const trim = (segment: string): string => (/^\.\.?$/.test(segment) ? segment : segment.replace(/[. \u00a0+]+$/, ""));
  return path.split("/").map(trim).join("/");
}

/**
 * Decodes percent escapes once, those of IIS included, and leaves broken ones.
 * @param keep replaces characters that are not decoded.
 */
function decode(path: string, keep: (text: string) => string): string {
  if (!path.includes("%")) return path;
  return path
    .replaceAll(/%u([0-9A-Fa-f]{4})/g, (_all, code: string) => keep(String.fromCharCode(Number.parseInt(code, 16))))
    .replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
      keep(decodeBytes(Buffer.from(escapes.replaceAll("%", ""), "hex"))),
    );
}

/** Decodes UTF-8, also in more bytes than a character needs: some servers accept `%c0%af` for `/`. */
function decodeBytes(bytes: Buffer): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 1) {
    const first = bytes[index] ?? 0;
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    const rest = bytes.subarray(index + 1, index + 1 + more);
    if (more === 0 || rest.length < more || rest.some((byte) => byte >> 6 !== 2)) {
      text += String.fromCharCode(first);
      continue;
    }
    const code = rest.reduce((value, byte) => (value << 6) | (byte & 0x3f), first & (0x3f >> more));
    text += code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
    index += more;
  }
  return text;
}
