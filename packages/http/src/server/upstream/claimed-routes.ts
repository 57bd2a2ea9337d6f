/**
 * The routes that are not passed to an upstream. An internal operation claims its path: in every
 * spelling, with every method, hosted here or not. An exposed operation that is served here claims
 * its method and path in the spellings that the listener itself does not accept.
 */

import type { Contract } from "@seamline/core";
import type { PathSegment } from "@seamline/core/internal";
import { healthSegment } from "../operation-router.ts";
import { readPath } from "./path-readings.ts";

/** Finds claims. */
export interface ClaimedRoutes {
  /**
   * Tests for a request that must not be passed.
   * @param method GET for HEAD.
   * @param url path and query as received.
   */
  has(method: string, url: string): boolean;
}

interface Claim {
  /** The literals of a path in lower case; `undefined` for placeholders. */
  readonly parts: readonly (string | undefined)[];
  /** `undefined` for all methods. */
  readonly method: string | undefined;
}

/** Claims of the listener itself. */
const health: readonly Claim[] = ["live", "ready"].map((name) => ({
  parts: [healthSegment, name],
  method: undefined,
}));

/**
 * Collects the claims of an application.
 * @param contracts of all its services.
 * @param hosted the names of the services whose modules run here.
 */
export function createClaimedRoutes(contracts: readonly Contract[], hosted: ReadonlySet<string>): ClaimedRoutes {
  const byLength = new Map<number, Claim[]>();
  const add = (claim: Claim): void => {
    const { length } = claim.parts;
    byLength.set(length, [...(byLength.get(length) ?? []), claim]);
  };
  for (const claim of health) add(claim);
  for (const { name, operations } of contracts) {
    for (const { expose, http } of Object.values(operations)) {
      if (expose === "public" && !hosted.has(name)) continue; // its process serves it, or the upstream
      add({ parts: http.segments.map(partOf), method: expose === "public" ? http.method : undefined });
    }
  }
  return {
    has(method, url) {
      const readings = readPath(url);
      if (readings === undefined) return true;
      return readings.some((segments) =>
        byLength
          .get(segments.length)
          ?.some(
            (claim) =>
              (claim.method === undefined || claim.method === method) &&
              claim.parts.every((part, index) => part === undefined || part === segments[index]),
          ),
      );
    },
  };
}

function partOf(segment: PathSegment): string | undefined {
  return "literal" in segment ? segment.literal.toLowerCase() : undefined;
}
