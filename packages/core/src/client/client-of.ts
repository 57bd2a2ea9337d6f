/**
 * The types of a client, inferred from its contract. Inference compiles the contract's schemas in
 * each program that uses it; generated classes are flat declarations and cost nothing, so
 * applications use those.
 */

import type { z } from "zod";
import type { CallOptions } from "../call/call-options.ts";
import type { ContractDefinition, DefinedContract } from "../contract/operation.ts";
import type { DeclaredError } from "../error/declared-error.ts";
import type { ServiceError } from "../error/service-error.ts";
import type { Schema } from "../schema/schema-node.ts";
import type { ItemStream } from "../schema/stream-schema.ts";
import type { GivenOf } from "./given-of.ts";
import type { ServiceClient } from "./service-client.ts";

/** A contract as `defineContract` returns it: its definition is known to the type checker. */
export type InferableContract = DefinedContract<ContractDefinition>;

/**
 * The client of a contract: a method per operation, and the `safe` view.
 *
 * @example
 * ```ts
 * let greeter: ClientOf<typeof greeterContract>;
 * ```
 */
export type ClientOf<Source extends InferableContract> = ServiceClient &
  MethodsOf<Source["definition"]["operations"]> & {
    /**
     * The same operations, resolving with `{ ok, value }` or `{ ok, error }` and never rejecting.
     */
    readonly safe: SafeMethodsOf<Source["definition"]["operations"]>;
  };

type MethodsOf<Operations> = {
  readonly [Name in keyof Operations]: Method<InputOf<Operations[Name]>, OutputOf<Operations[Name]>>;
};

/** Without streams, which fail while they are read. */
type SafeMethodsOf<Operations> = {
  readonly [Name in keyof Operations as OutputOf<Operations[Name]> extends Promise<unknown> ? Name : never]: Method<
    InputOf<Operations[Name]>,
    Promise<ResultOf<Awaited<OutputOf<Operations[Name]>>, ErrorOf<Operations[Name]>>>
  >;
};

/** The input is optional if an empty object is valid. */
type Method<Input, Output> =
  Record<never, never> extends Input
    ? (input?: Input, options?: CallOptions) => Output
    : (input: Input, options?: CallOptions) => Output;

type InputOf<Operation> = Operation extends { readonly input: infer Given }
  ? Given extends Schema
    ? GivenOf<Given>
    : AsyncIterable<Given extends ItemStream<infer Item> ? GivenOf<Item> : Uint8Array>
  : Record<string, never>;

type OutputOf<Operation> = Operation extends { readonly output: infer Given }
  ? Given extends Schema
    ? Promise<z.output<Given>>
    : AsyncIterable<Given extends ItemStream<infer Item> ? z.output<Item> : Uint8Array>
  : Promise<void>;

/** The result of the `safe` view of a generated class, its error narrowed by `reason`. */
type ResultOf<Output, Declared> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly error: Declared | UndeclaredError };

/**
 * A failure that the operation does not declare. Only a callee with a newer contract sets an
 * unknown `reason`.
 */
export interface UndeclaredError extends ServiceError {
  readonly reason: undefined;
}

type ErrorOf<Operation> = Operation extends { readonly errors: infer Errors }
  ? { readonly [Reason in keyof Errors]: ErrorNamed<Reason, Errors[Reason]> }[keyof Errors]
  : never;

type ErrorNamed<Reason, Definition> = DeclaredError<DetailsOf<Definition>> & { readonly reason: Reason };

type DetailsOf<Definition> = Definition extends { readonly details: infer Details extends Schema }
  ? z.output<Details>
  : undefined;
