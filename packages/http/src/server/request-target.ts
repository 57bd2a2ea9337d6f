/**
 * The target of a request in canonical form: all later code compares decoded segments, never raw
 * text.
 */

/** A target that an operation may have. */
export interface RequestTarget {
  /** The decoded segments of the path. */
  readonly segments: readonly string[];
  /** The text after the first `?`, still encoded. */
  readonly query: string;
}

/**
 * Parses a target; `undefined` for targets that no operation can have: absolute and asterisk forms,
 * empty and dot segments in any spelling, a trailing slash, broken percent escapes.
 */
export function parseRequestTarget(url: string): RequestTarget | undefined {
  if (!url.startsWith("/")) return undefined;
  const question = url.indexOf("?");
  const raw = question < 0 ? url : url.slice(0, question);
  const query = question < 0 ? "" : url.slice(question + 1);
  if (raw === "/") return { segments: [], query };
  const segments: string[] = [];
  for (const text of raw.slice(1).split("/")) {
    const segment = decode(text);
    if (segment === undefined || segment === "" || segment === "." || segment === "..") return undefined;
    segments.push(segment);
  }
  return { segments, query };
}

function decode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
