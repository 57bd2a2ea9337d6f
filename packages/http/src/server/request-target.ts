/**
 * The target of a request, made canonical once: everything after this compares decoded segments,
 * never raw text.
 */

/** A target that may belong to an operation. */
export interface RequestTarget {
  /** The decoded segments of the path. */
  readonly segments: readonly string[];
  /** The path with every segment encoded anew, in the one way. */
  readonly path: string;
  /** What stands after the first `?`, as it arrived. */
  readonly query: string;
}

/**
 * Takes a target apart. `undefined` for everything that no operation can have: absolute and
 * asterisk forms, empty and dot segments however they are written, a trailing slash, broken percent
 * escapes.
 */
export function parseRequestTarget(url: string): RequestTarget | undefined {
  if (!url.startsWith("/")) return undefined;
  const question = url.indexOf("?");
  const raw = question < 0 ? url : url.slice(0, question);
  const query = question < 0 ? "" : url.slice(question + 1);
  if (raw === "/") return { segments: [], path: "/", query };
  const segments: string[] = [];
  let path = "";
  for (const text of raw.slice(1).split("/")) {
    const segment = decode(text);
    if (segment === undefined || segment === "" || segment === "." || segment === "..") return undefined;
    segments.push(segment);
    path += `/${encodeURIComponent(segment)}`;
  }
  return { segments, path, query };
}

function decode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
