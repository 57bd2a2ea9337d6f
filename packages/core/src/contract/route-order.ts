/**
 * The order of routes that match one path: a literal before a placeholder, segment by segment, as
 * OpenAPI has it. Routes that it cannot order are refused, so that a request means one operation.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching
 */

import type { HttpRoute, PathSegment } from "./http-route.ts";

/** An operation with its route. */
interface Routed {
  readonly http: HttpRoute;
}

/** Two operations of which neither has the more specific route. */
export interface AmbiguousRoutes<One extends Routed> {
  /** The earlier of the two. */
  readonly one: One;
  readonly other: One;
  /** Method and path of a request that both match, with the placeholders that they share. */
  readonly request: string;
}

/** Tests whether a route matches the decoded segments of a path. */
export function matchesRoute({ segments: parts }: HttpRoute, segments: readonly string[]): boolean {
  if (parts.length !== segments.length) return false;
  return parts.every((part, index) => "placeholder" in part || part.literal === segments[index]);
}

/** Finds the pairs of routes that match a common path, and of which neither is more specific. */
export function findAmbiguousRoutes<One extends Routed>(operations: readonly One[]): readonly AmbiguousRoutes<One>[] {
  const found: AmbiguousRoutes<One>[] = [];
  const byLength = new Map<string, One[]>();
  for (const other of operations) {
    const { method, segments } = other.http;
    const key = `${method} ${segments.length}`;
    const group = byLength.get(key) ?? [];
    byLength.set(key, group);
    for (const one of group) {
      const path = findCommonPath(one.http.segments, segments);
      if (path !== undefined) found.push({ one, other, request: `${method} ${path}` });
    }
    group.push(other);
  }
  return found;
}

/**
 * Returns a path of both templates; `undefined` if there is none, or one template is more specific.
 */
function findCommonPath(one: readonly PathSegment[], other: readonly PathSegment[]): string | undefined {
  let path = "";
  let narrower = false;
  let wider = false;
  for (const [index, segment] of one.entries()) {
    const against = other[index] as PathSegment;
    if ("literal" in segment) {
      if ("placeholder" in against) narrower = true;
      else if (segment.literal !== against.literal) return undefined;
      path += `/${segment.literal}`;
    } else if ("literal" in against) {
      wider = true;
      path += `/${against.literal}`;
    } else path += `/{${against.placeholder}}`;
  }
  return narrower === wider ? path || "/" : undefined;
}
