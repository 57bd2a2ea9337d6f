/** The match of a request and an operation, as on a listener: by its name if the request has one. */

import type { Operation } from "@seamline/core/extend";
import { matchesRoute } from "@seamline/core/internal";
import { wireHeaders } from "@seamline/http/binding";
import { matchRequestUrl } from "msw";

/** The name of the operation that a request means; `undefined` from clients that name none. */
export function nameOf(request: Request): string | undefined {
  return request.headers.get(wireHeaders.operation) ?? undefined;
}

/**
 * Creates the test for requests that an operation's handler responds to, except for their method.
 * @param base the base URL in msw's notation, without a slash at its end.
 * @param accepts tests the name of the operation that a request means.
 */
export function createRequestMatcher(
  base: string,
  { http }: Operation,
  accepts: (name: string) => boolean,
): (request: Request) => boolean {
  const count = http.segments.length;
  const pattern = `${base}/${http.segments.map((_, index) => `:segment${index}`).join("/")}`;
  return (request) => {
    const name = nameOf(request);
    if (name !== undefined && !accepts(name)) return false;
    const url = new URL(request.url);
    const segments = readSegments(url.pathname, count);
    return segments !== undefined && matchesRoute(http, segments) && matchRequestUrl(url, pattern).matches;
  };
}

/** Decodes the last segments of a path; `undefined` for a path that no listener accepts. */
function readSegments(pathname: string, count: number): readonly string[] | undefined {
  const parts = pathname.slice(1).split("/");
  if (count === 0) return parts.at(-1) === "" ? [] : undefined;
  const segments = parts.slice(-count).map(decode);
  return segments.includes("") ? undefined : segments;
}

/** A segment with a broken escape is no literal, and is refused when it is read. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
