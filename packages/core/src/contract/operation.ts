/** The parts of a contract, as an author writes them and as the call path reads them. */

import type { Code } from "../error/code.ts";
import type { Schema } from "../schema/schema-node.ts";
import type { Streaming, StreamSchema } from "../schema/stream-schema.ts";
import type { WireSchema } from "../schema/wire-schema.ts";
import type { ContractEvent, EventDefinition, EventsOf } from "./event.ts";
import type { FieldLocation, HttpRoute } from "./http-route.ts";
import type { TextFieldCheck } from "./text-fields.ts";

/** The names of services, operations and errors: camelCase. */
export const namePattern: RegExp = /^[a-z][A-Za-z0-9]*$/;

/** An error that an operation may fail with. */
export interface ErrorDefinition {
  /** The kind of failure; decides the HTTP status, unless `status` does. */
  readonly code: Code;
  /** The HTTP status, 400 to 599, where it is not the one of the code. Default: by the code. */
  readonly status?: number;
  /** The message a caller sees if the handler sets none. Default: the error's name in words. */
  readonly message?: string;
  /** The schema of the values that travel with the error. Default: none. */
  readonly details?: Schema;
  /** The same call may succeed later. Default `false`. */
  readonly retryable?: boolean;
}

/** One operation as an author writes it. */
export interface OperationDefinition {
  /** `METHOD /path/{placeholder}`. Default: `POST /<service>/<operation>`. */
  readonly http?: string;
  /** One line for people; becomes the generated method's documentation. Default: none. */
  readonly summary?: string;
  /** More for people, in paragraphs, below the summary. Default: none. */
  readonly description?: string;
  /**
   * `true`, or the reason as text; becomes `@deprecated` of the generated method. Default: `false`.
   */
  readonly deprecated?: boolean | string;
  /** One flat object, or a stream and nothing beside it. Default: an empty object. */
  readonly input?: Schema | StreamSchema;
  /** A value or a stream. Default: nothing (a void operation). */
  readonly output?: Schema | StreamSchema;
  /** The errors it may fail with, by reason, in camelCase. Default: none. */
  readonly errors?: Readonly<Record<string, ErrorDefinition>>;
  /** `public`: callers from outside too. `internal`, the default: other services only. */
  readonly expose?: "public" | "internal";
  /**
   * Running it twice has the same effect as once. Default: by the HTTP method (GET, PUT and DELETE
   * are idempotent).
   */
  readonly idempotent?: boolean;
  /** The services that may call it. Default: all. Holds on every transport. */
  readonly allow?: readonly string[];
  /** Milliseconds a call may take if the caller sets no timeout: above 0. Default 10,000. */
  readonly timeoutMs?: number;
  /** Input fields that an existing route takes from its headers or its query. Default: none. */
  readonly in?: {
    /**
     * Names of fields that travel as headers, whose names are theirs in kebab-case. Default: none.
     */
    readonly header?: readonly string[];
    /**
     * Names of fields that travel in the query, as all others do with GET and DELETE. Default:
     * none.
     */
    readonly query?: readonly string[];
  };
}

/** A contract as an author writes it. */
export interface ContractDefinition {
  /** One line for people; becomes the generated class's documentation. Default: none. */
  readonly summary?: string;
  /** More for people, in paragraphs, below the summary. Default: none. */
  readonly description?: string;
  /** The operations by name, in camelCase. */
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  /** The events that the service publishes, by name, in camelCase. Default: none. */
  readonly events?: Readonly<Record<string, EventDefinition>>;
  /** The events that the service handles, as `customer.orderCreated`. Default: none. */
  readonly handles?: readonly string[];
}

/** A declared error, compiled. */
export interface OperationError {
  /** Its name in the contract. */
  readonly reason: string;
  /** The kind of failure. */
  readonly code: Code;
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** The message of an error whose handler sets none. */
  readonly message: string;
  /** The two forms of its details; `undefined` for an error without. */
  readonly details: WireSchema | undefined;
  /** The same call may succeed later. */
  readonly retryable: boolean;
}

/** One operation, compiled for transports and dispatchers. */
export interface Operation {
  /** The name of its contract. */
  readonly service: string;
  /** Its own name, unique in the contract. */
  readonly name: string;
  /** `service.operation`. */
  readonly id: string;
  /** The position in its contract, from 0. */
  readonly index: number;
  /** Its contract's hash, computed at the first use. */
  readonly contractHash: string;
  /** The definition as its author wrote it, without defaults. */
  readonly definition: OperationDefinition;
  /** The method and the path template of its HTTP form. */
  readonly http: HttpRoute;
  /** The part of a request that each input field travels in, in the schema's order. */
  readonly fieldLocations: ReadonlyMap<string, FieldLocation>;
  /** The schema of the input; of one item or chunk if the input is a stream. */
  readonly input: WireSchema;
  /** The check of fields that travel outside the body; `undefined` when there are none. */
  readonly textFieldCheck: TextFieldCheck | undefined;
  /**
   * The schema of the output, of one item or chunk if it is a stream; `undefined` for a void
   * operation.
   */
  readonly output: WireSchema | undefined;
  /** The sides that are streams; `undefined` when neither is. */
  readonly streaming: Streaming | undefined;
  /** Its declared errors, by reason. */
  readonly errors: ReadonlyMap<string, OperationError>;
  /** `public`: callers from outside too. `internal`: other services only. */
  readonly expose: "public" | "internal";
  /** Running it twice has the same effect as once. */
  readonly idempotent: boolean;
  /** The services that may call it; `undefined` for all. */
  readonly allow: ReadonlySet<string> | undefined;
  /**
   * Milliseconds a call may take if the caller sets no timeout; `undefined` if the contract sets
   * none.
   */
  readonly timeoutMs: number | undefined;
}

declare const handlersType: unique symbol;

/**
 * A compiled contract. `Handlers` exists for the type checker only: generated packages export their
 * contract with the handlers interface in it, so that an implementation which misses an operation
 * fails to compile.
 */
export interface Contract<Handlers = unknown> {
  /** The name of the service, in camelCase. */
  readonly name: string;
  /** One line for people; `undefined` if the definition has none. */
  readonly summary: string | undefined;
  /** More for people; `undefined` if the definition has none. */
  readonly description: string | undefined;
  /** By name, in the author's order. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** The events that it publishes, by name, in the author's order. */
  readonly events: Readonly<Record<string, ContractEvent>>;
  /** The events that it handles, by `service.event`. */
  readonly handles: readonly string[];
  /** SHA-256 of all that callers of operations can observe, in hex; two sides with the same hash have no skew. */
  readonly hash: string;
  /** Type only; never set at run time. */
  readonly [handlersType]?: Handlers;
}

/**
 * The contract that `defineContract` returns, with its definition for the generator and its type
 * checks.
 */
export interface DefinedContract<Definition extends ContractDefinition> extends Contract {
  /** The definition as its author wrote it. */
  readonly definition: Definition;
  /** The events that it publishes, their payloads inferred. */
  readonly events: EventsOf<Definition> & Contract["events"];
}
