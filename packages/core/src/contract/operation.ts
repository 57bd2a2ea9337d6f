/** What a contract is made of: as an author writes it, and as the call path reads it. */

import type { Code } from "../error/code.ts";
import type { Schema } from "../schema/schema-node.ts";
import type { Streaming, StreamSchema } from "../schema/stream-schema.ts";
import type { WireSchema } from "../schema/wire-schema.ts";
import type { FieldPlace, HttpRoute } from "./http-route.ts";
import type { TextFieldCheck } from "./text-fields.ts";

/** How services, operations and errors are named: in camelCase. */
export const namePattern: RegExp = /^[a-z][A-Za-z0-9]*$/;

/** An error that an operation may answer with. */
export interface ErrorDefinition {
  readonly code: Code;
  /** The message a caller sees when the handler gives none. Default: the error's name in words. */
  readonly message?: string;
  /** What travels with the error. Default: nothing. */
  readonly details?: Schema;
  /** The same call may succeed later. Default `false`. */
  readonly retryable?: boolean;
}

/** One operation as an author writes it. */
export interface OperationDefinition {
  /** `METHOD /path/{placeholder}`. Default: `POST /<service>/<operation>`. */
  readonly http?: string;
  /** One line for people; becomes the generated method's documentation. */
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated?: boolean | string;
  /** One flat object, or a stream and nothing beside it. Default: an empty object. */
  readonly input?: Schema | StreamSchema;
  /** A value or a stream. Default: nothing (a void operation). */
  readonly output?: Schema | StreamSchema;
  readonly errors?: Readonly<Record<string, ErrorDefinition>>;
  /** Who may call from outside. Default `internal`: other services only. */
  readonly expose?: "public" | "internal";
  /** Running it twice is the same as once. Default: what the HTTP method promises (GET, PUT and DELETE are). */
  readonly idempotent?: boolean;
  /** The services that may call it. Default: all. Holds on every transport. */
  readonly allow?: readonly string[];
  /** Milliseconds a call may take when the caller sets nothing. Default 10,000. */
  readonly timeoutMs?: number;
  /** Input fields that an existing route takes from its headers or its query. */
  readonly in?: { readonly header?: readonly string[]; readonly query?: readonly string[] };
}

/** A contract as an author writes it. */
export interface ContractDefinition {
  readonly summary?: string;
  readonly description?: string;
  readonly operations: Readonly<Record<string, OperationDefinition>>;
}

/** A declared error, compiled. */
export interface OperationError {
  readonly reason: string;
  readonly code: Code;
  readonly message: string;
  readonly details: WireSchema | undefined;
  readonly retryable: boolean;
}

/** One operation, compiled: what transports and dispatchers work with. */
export interface Operation {
  readonly service: string;
  readonly name: string;
  /** `service.operation`. */
  readonly id: string;
  /** The position in its contract. */
  readonly index: number;
  /** Its contract's hash, computed when it is first asked for. */
  readonly contractHash: string;
  readonly definition: OperationDefinition;
  readonly http: HttpRoute;
  /** Where each input field travels, in the schema's order. */
  readonly places: ReadonlyMap<string, FieldPlace>;
  /** Of one item or chunk when the input is a stream. */
  readonly input: WireSchema;
  /** What fields outside the body must satisfy; `undefined` when there are none. */
  readonly textFieldCheck: TextFieldCheck | undefined;
  /** `undefined` for a void operation. Of one item or chunk when the output is a stream. */
  readonly output: WireSchema | undefined;
  /** Which sides are streams; `undefined` when neither is. */
  readonly streaming: Streaming | undefined;
  readonly errors: ReadonlyMap<string, OperationError>;
  readonly expose: "public" | "internal";
  readonly idempotent: boolean;
  readonly allow: ReadonlySet<string> | undefined;
  readonly timeoutMs: number | undefined;
}

declare const handlersType: unique symbol;

/**
 * A compiled contract. `Handlers` exists for the type checker only: generated packages export their contract with the
 * handlers interface in it, so that an implementation which misses an operation fails to compile.
 */
export interface Contract<Handlers = unknown> {
  readonly name: string;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  /** By name, in the author's order. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** SHA-256 of what callers can observe, in hex; two sides with the same hash have no skew. */
  readonly hash: string;
  readonly [handlersType]?: Handlers;
}

/** What `defineContract` returns: the contract and, for the generator and its type checks, what the author wrote. */
export interface DefinedContract<Definition extends ContractDefinition> extends Contract {
  readonly definition: Definition;
}
