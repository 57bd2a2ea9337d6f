/**
 * The `http` line of an operation: a method and a path template, as `GET
 * /restaurants/{restaurantId}`.
 */

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The methods a contract may use. */
export type HttpMethod = (typeof methods)[number];

/** The part of an HTTP request that carries an input field. */
export type FieldLocation = "path" | "query" | "header" | "body";

/** One piece of a path template: a literal segment, or a placeholder that fills a whole segment. */
export type PathSegment = { readonly literal: string } | { readonly placeholder: string };

/** A parsed `http` line. */
export interface HttpRoute {
  readonly method: HttpMethod;
  /** The template as written, without the method. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
  /** The names in braces, in order. */
  readonly placeholders: readonly string[];
}

const literal = /^[A-Za-z0-9._~-]+$/;
const placeholder = /^\{([A-Za-z_$][\w$]*)\}$/;

/** Parses an `http` line. Returns the fault as text if it cannot be read. */
export function parseHttpRoute(line: string): HttpRoute | string {
  const match = /^(\S+) (\/\S*)$/.exec(line);
  if (match === null)
    return `expected a method, one space and a path such as "GET /orders/{orderId}", found ${JSON.stringify(line)}`;
  const [, method = "", path = ""] = match;
  if (!isMethod(method)) return `expected one of ${methods.join(", ")}, found ${JSON.stringify(method)}`;
  const segments: PathSegment[] = [];
  const placeholders: string[] = [];
  for (const text of path === "/" ? [] : path.slice(1).split("/")) {
    const name = placeholder.exec(text)?.[1];
    if (name !== undefined) {
      if (placeholders.includes(name)) return `the placeholder {${name}} appears twice in ${path}`;
      placeholders.push(name);
      segments.push({ placeholder: name });
    } else if (literal.test(text) && text !== "." && text !== "..") {
      segments.push({ literal: text });
    } else {
      return `expected path segments of letters, digits and ._~- or one {placeholder} each, found ${JSON.stringify(text)} in ${path}`;
    }
  }
  return { method, path, segments, placeholders };
}

function isMethod(text: string): text is HttpMethod {
  return methods.some((method) => method === text);
}
