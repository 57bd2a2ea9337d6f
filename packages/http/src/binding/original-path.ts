/**
 * The path of a call behind proxies that rewrite it. nginx, for one, decodes the path when it strips
 * a prefix, and encodes it anew: `a%2Bb` arrives as `a+b`, `a%2Fb` as `a/b`. A caller whose path has
 * percent escapes sends it in a header as well, and the callee routes, decodes and verifies that
 * one. It must mean the same path as the one of the request line, so that what a proxy has allowed
 * or logged is what runs.
 */

/**
 * Returns the path to send in the header; `undefined` if no proxy has anything to decode in it.
 * @param target path and query, percent-encoded.
 */
export function toOriginalPath(target: string): string | undefined {
  const firstEscape = target.indexOf("%");
  if (firstEscape < 0) return undefined;
  const question = target.indexOf("?");
  if (question < 0) return target;
  return firstEscape < question ? target.slice(0, question) : undefined;
}

/**
 * Returns the target with the path that the caller wrote; the target as received if the header is
 * missing or means another path.
 * @param url path and query as received.
 * @param header the path as the caller wrote it.
 */
export function restoreTarget(url: string, header: string | undefined): string {
  if (header === undefined || !header.startsWith("/") || /[?#]/.test(header)) return url;
  const question = url.indexOf("?");
  const path = question < 0 ? url : url.slice(0, question);
  if (path === header) return url;
  const received = normalizePath(path);
  if (received === undefined || received !== normalizePath(header)) return url;
  return question < 0 ? header : header + url.slice(question);
}

/**
 * Decodes a path as proxies do: percent escapes, empty and dot segments; `undefined` for a broken
 * escape.
 */
function normalizePath(path: string): string | undefined {
  let text: string;
  try {
    text = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const segments: string[] = [];
  for (const segment of text.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  return segments.join("/");
}
