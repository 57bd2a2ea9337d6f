/** The size caps, the same on every transport. */

import { measureJson, type SizeBound } from "../contract/size-bound.ts";
import { ServiceError } from "../error/service-error.ts";

/** Bytes of JSON that the input of a call may have. */
export const maxRequestBytes: number = 1024 * 1024;

/** Bytes of JSON that the output of a call may have. */
export const maxResponseBytes: number = 8 * 1024 * 1024;

/** @throws {ServiceError} `resource_exhausted` when a wire value takes more than `cap` bytes as JSON. */
export function assertSize(wire: unknown, bound: SizeBound, cap: number, what: () => string): void {
  if (bound(wire) <= cap) return;
  const size = measureJson(wire);
  if (size > cap)
    throw new ServiceError("resource_exhausted", `${what()} takes ${size} bytes as JSON; expected at most ${cap}`);
}
