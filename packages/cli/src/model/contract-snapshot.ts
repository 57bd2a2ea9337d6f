/**
 * Snapshots: the observable part of a contract as plain data, so that two versions can be compared.
 */

import type { Code, Contract, ContractEvent } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { type FieldLocation, toStatus } from "@seamline/core/internal";
import { createShapeReader, type ShapeReader } from "../schema/read-shape.ts";
import type { NamedShapes, WireShape } from "../schema/wire-shape.ts";

/** The version of the snapshot format; an incompatible later format has another number. */
export const snapshotFormat = 1;

/** The content of `contract.json`. */
export interface ContractSnapshot {
  readonly format: typeof snapshotFormat;
  readonly service: string;
  /** By name, in the contract's order. */
  readonly operations: Readonly<Record<string, OperationSnapshot>>;
  /** The events that it publishes, by name, in the contract's order; absent: none. */
  readonly events?: Readonly<Record<string, EventSnapshot>>;
  /** The events that it handles, sorted; absent: none. */
  readonly handles?: readonly string[];
  /** The shapes that references name, sorted. */
  readonly schemas: NamedShapes;
}

/** One operation. */
export interface OperationSnapshot {
  readonly http: string;
  readonly expose: "public" | "internal";
  readonly idempotent: boolean;
  /** The services that may call it, sorted; absent: all. */
  readonly allow?: readonly string[];
  readonly timeoutMs?: number;
  /** The locations of input fields outside the body. */
  readonly places?: Readonly<Record<string, FieldLocation>>;
  /** Absent: one value in each direction. */
  readonly streams?: { readonly input?: "items" | "bytes"; readonly output?: "items" | "bytes" };
  /** The shape of one item for a stream of items; absent for bytes. */
  readonly input?: WireShape;
  /** Absent for bytes, and for an operation without output. */
  readonly output?: WireShape;
  readonly errors?: Readonly<Record<string, ErrorSnapshot>>;
}

/** One declared error of an operation. */
export interface ErrorSnapshot {
  readonly code: Code;
  /** The HTTP status; absent: that of the code. */
  readonly status?: number;
  readonly retryable?: true;
  readonly details?: WireShape;
}

/** One event. */
export interface EventSnapshot {
  /** The name on the wire. */
  readonly type: string;
  /** Absent: events without order. */
  readonly key?: string;
  readonly afterFailure: "dead-letter" | "block-key";
  readonly rememberDays: number;
  readonly external?: true;
  readonly payload: WireShape;
}

/** Takes the snapshot of a contract: deterministic, the same in every process. */
export function takeSnapshot(contract: Contract): ContractSnapshot {
  const reader = createShapeReader();
  const operations = Object.entries(contract.operations).map(
    ([name, operation]) => [name, takeOperation(operation, reader)] as const,
  );
  const events = Object.entries(contract.events).map(([name, event]) => [name, takeEvent(event, reader)] as const);
  return {
    format: snapshotFormat,
    service: contract.name,
    operations: Object.fromEntries(operations),
    ...(events.length > 0 && { events: Object.fromEntries(events) }),
    ...(contract.handles.length > 0 && { handles: [...contract.handles].sort() }),
    schemas: Object.fromEntries(Object.entries(reader.named).sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

function takeEvent(event: ContractEvent, { read }: ShapeReader): EventSnapshot {
  const { type, key, afterFailure, rememberDays, external, payload } = event;
  return {
    type,
    ...(key !== undefined && { key }),
    afterFailure,
    rememberDays,
    ...(external && { external }),
    payload: read(payload.schema),
  };
}

function takeOperation(operation: Operation, { read }: ShapeReader): OperationSnapshot {
  const { http, expose, idempotent, allow, timeoutMs, input, output, errors } = operation;
  const { input: inputStream = "none", output: outputStream = "none" } = operation.streaming ?? {};
  const locations = [...operation.fieldLocations].filter(([, location]) => location !== "body");
  const takenErrors = [...errors.values()].map(
    ({ reason, code, status, retryable, details }): [string, ErrorSnapshot] => [
      reason,
      {
        code,
        ...(status !== toStatus(code) && { status }),
        ...(retryable && { retryable }),
        ...(details !== undefined && { details: read(details.schema) }),
      },
    ],
  );
  return {
    http: `${http.method} ${http.path}`,
    expose,
    idempotent,
    ...(allow !== undefined && { allow: [...allow].sort() }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(locations.length > 0 && { places: Object.fromEntries(locations) }),
    ...(operation.streaming !== undefined && {
      streams: {
        ...(inputStream !== "none" && { input: inputStream }),
        ...(outputStream !== "none" && { output: outputStream }),
      },
    }),
    ...(inputStream !== "bytes" && { input: read(input.schema) }),
    ...(output !== undefined && outputStream !== "bytes" && { output: read(output.schema) }),
    ...(takenErrors.length > 0 && { errors: Object.fromEntries(takenErrors) }),
  };
}
