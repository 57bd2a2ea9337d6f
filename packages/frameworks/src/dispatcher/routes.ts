/** Which application serves the requests to an origin, and which origins are refused. */

import { suggest } from "@seamline/core/internal";
import { type App, assertApp, isApp } from "../memory/app.ts";
import { toError } from "../memory/response-flow.ts";
import { covers, matchesPattern, type OriginPattern, parseOriginPattern } from "./origin-pattern.ts";

/**
 * The origins of a route: a pattern such as `http://courier.local`, `courier.local:8080`,
 * `*.internal.local` or `*`; an expression over the whole origin; or a test.
 */
export type RouteMatch = string | RegExp | ((origin: URL) => boolean);

/** An application, or `"refuse"` for origins that never go anywhere. */
export type RouteTarget = App | "refuse";

/** Routes by pattern, or as a list for matches of any kind. The first match wins. */
export type Routes = Readonly<Record<string, RouteTarget>> | readonly (readonly [RouteMatch, RouteTarget])[];

/** Finds the target of an origin. */
export interface RouteTable {
  /** Returns the target; `undefined` if no route matches. `origin` is `undefined` if the request has none. */
  find(origin: URL | undefined): RouteTarget | undefined;
  /**
   * Adds a route behind the others.
   * @throws {TypeError} for a match or an application of another kind, and for a route that others
   * hide.
   */
  add(match: RouteMatch, target: RouteTarget): void;
  /** Completes "expected …" in the error for an origin without a route. */
  explain(origin: URL | undefined): string;
}

interface Route {
  readonly text: string;
  readonly target: RouteTarget;
  readonly pattern: OriginPattern | undefined;
  matches(origin: URL): boolean;
}

/**
 * Creates a table of routes.
 * @param name of the function that was called, for errors.
 * @throws {TypeError} for what is neither an application nor routes.
 */
export function createRouteTable(name: string, given: App | Routes): RouteTable {
  const routes: Route[] = [];
  const table: RouteTable = {
    find: (origin) => (origin === undefined ? undefined : routes.find(({ matches }) => matches(origin))?.target),
    add(match, target) {
      const route = readRoute(name, match, target);
      const { pattern } = route;
      const hiding = pattern && routes.find((other) => other.pattern !== undefined && covers(other.pattern, pattern));
      if (hiding !== undefined) {
        throw new TypeError(
          `${name}: the route ${route.text} never matches: ${hiding.text} stands before it; put it first`,
        );
      }
      routes.push(route);
    },
    explain(origin) {
      const texts = routes.map(({ text }) => text);
      if (texts.length === 0) return "expected a route, found none: add one";
      const found = origin === undefined ? "no origin" : origin.origin;
      const near = origin === undefined ? undefined : suggestOrigin(origin, routes);
      return `expected an origin of the routes ${texts.join(", ")}, found ${found}${near ?? ""}`;
    },
  };
  if (!isRoutes(given)) {
    assertApp(name, given);
    const add = (): never => {
      throw new TypeError(`${name}: one application serves all origins; give it as a route to add others`);
    };
    return { ...table, find: () => given, add };
  }
  const entries = Array.isArray(given) ? given : Object.entries(given);
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length !== 2) {
      throw new TypeError(`${name}: expected routes as [match, application], found ${typeof entry}`);
    }
    table.add(entry[0], entry[1]);
  }
  return table;
}

/** An array, or an object with a plain prototype; Fastify's applications have that too. */
function isRoutes(given: App | Routes): given is Routes {
  if (Array.isArray(given)) return true;
  if (typeof given !== "object" || given === null || isApp(given)) return false;
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === Object.prototype || prototype === null;
}

function readRoute(name: string, match: RouteMatch, target: RouteTarget): Route {
  const text = typeof match === "function" ? match.name || "a function" : String(match);
  if (target !== "refuse") assertApp(`${name}: ${text}`, target);
  if (typeof match === "string") {
    let pattern: OriginPattern;
    try {
      pattern = parseOriginPattern(match);
    } catch (reason) {
      throw new TypeError(`${name}: ${toError(reason).message}`);
    }
    return { text, target, pattern, matches: (origin) => matchesPattern(pattern, origin) };
  }
  if (match instanceof RegExp) {
    const expression = new RegExp(match.source, match.flags.replaceAll(/[gy]/g, "")); // these have a state
    return { text, target, pattern: undefined, matches: ({ origin }) => expression.test(origin) };
  }
  if (typeof match === "function") return { text, target, pattern: undefined, matches: (origin) => match(origin) };
  throw new TypeError(
    `${name}: expected a pattern, an expression or a function as the match of a route, found ${typeof match}`,
  );
}

function suggestOrigin({ host, origin }: URL, routes: readonly Route[]): string | undefined {
  const exact = routes.flatMap(({ pattern }) => (pattern?.hosts === "exact" ? [pattern.text] : []));
  if (exact.length === 0) return undefined;
  const near = suggest(exact.some((text) => text.includes("://")) ? origin : host, exact);
  return near.startsWith("did you mean") ? `; ${near}` : undefined;
}
