/** The size caps, the same on every transport. */

import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import { measureJson } from "../schema/size-bound.ts";
import type { WireSchema } from "../schema/wire-schema.ts";

/** Bytes of JSON that the input of a call may have: 1 MiB; more is `resource_exhausted`. */
export const maxRequestBytes: number = 1024 * 1024;

/** Bytes of JSON that the output of a call may have: 8 MiB; more is `resource_exhausted`. */
export const maxResponseBytes: number = 8 * 1024 * 1024;

/** @throws {ServiceError} `resource_exhausted` when a wire value takes more than `cap` bytes as JSON. */
export function assertSize(schema: WireSchema, wire: unknown, cap: number, operation: Operation, what: string): void {
  if (schema.sizeBound(wire) <= cap) return;
  const size = measureJson(wire);
  if (size <= cap) return;
  const text = `${operation.id}: ${what} takes ${size} bytes as JSON; expected at most ${cap}`;
  throw new ServiceError("resource_exhausted", text);
}
