/** A contract as plain data: everything of it that others can observe, so that two builds of it can be compared. */

import type { Code, Contract } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import type { FieldLocation } from "@seamline/core/internal";
import { createShapeReader, type ShapeReader } from "../schema/read-shape.ts";
import type { NamedShapes, WireShape } from "../schema/wire-shape.ts";

/** How snapshots are written; a later form that this version cannot read has another number. */
export const snapshotFormat = 1;

/** The content of `contract.json`. */
export interface ContractSnapshot {
  readonly format: typeof snapshotFormat;
  readonly service: string;
  /** By name, in the contract's order. */
  readonly operations: Readonly<Record<string, OperationSnapshot>>;
  /** The shapes that references name, sorted. */
  readonly schemas: NamedShapes;
}

/** One operation. */
export interface OperationSnapshot {
  readonly http: string;
  readonly expose: "public" | "internal";
  readonly idempotent: boolean;
  /** The services that may call it, sorted; left out: all. */
  readonly allow?: readonly string[];
  readonly timeoutMs?: number;
  /** Where the input's fields travel that are not in the body. */
  readonly places?: Readonly<Record<string, FieldLocation>>;
  /** Left out: one value. */
  readonly streams?: { readonly input?: "items" | "bytes"; readonly output?: "items" | "bytes" };
  /** Of one item for a stream of items; left out for bytes. */
  readonly input?: WireShape;
  /** Left out for bytes, and for an operation without an answer. */
  readonly output?: WireShape;
  readonly errors?: Readonly<Record<string, ErrorSnapshot>>;
}

/** One declared error of an operation. */
export interface ErrorSnapshot {
  readonly code: Code;
  readonly retryable?: true;
  readonly details?: WireShape;
}

/** Takes the snapshot of a contract. The same contract gives the same snapshot in every process. */
export function takeSnapshot(contract: Contract): ContractSnapshot {
  const reader = createShapeReader();
  const operations = Object.entries(contract.operations).map(
    ([name, operation]) => [name, takeOperation(operation, reader)] as const,
  );
  return {
    format: snapshotFormat,
    service: contract.name,
    operations: Object.fromEntries(operations),
    schemas: Object.fromEntries(Object.entries(reader.named).sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

function takeOperation(operation: Operation, { read }: ShapeReader): OperationSnapshot {
  const { http, expose, idempotent, allow, timeoutMs, input, output, errors } = operation;
  const { input: given = "none", output: answered = "none" } = operation.streaming ?? {};
  const places = [...operation.fieldLocations].filter(([, place]) => place !== "body");
  const takenErrors = [...errors.values()].map(({ reason, code, retryable, details }): [string, ErrorSnapshot] => [
    reason,
    {
      code,
      ...(retryable && { retryable }),
      ...(details !== undefined && { details: read(details.schema) }),
    },
  ]);
  return {
    http: `${http.method} ${http.path}`,
    expose,
    idempotent,
    ...(allow !== undefined && { allow: [...allow].sort() }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(places.length > 0 && { places: Object.fromEntries(places) }),
    ...(operation.streaming !== undefined && {
      streams: { ...(given !== "none" && { input: given }), ...(answered !== "none" && { output: answered }) },
    }),
    ...(given !== "bytes" && { input: read(input.schema) }),
    ...(output !== undefined && answered !== "bytes" && { output: read(output.schema) }),
    ...(takenErrors.length > 0 && { errors: Object.fromEntries(takenErrors) }),
  };
}
