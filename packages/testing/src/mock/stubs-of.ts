/**
 * Types of stubs, inferred from a client class or a contract, for services without a generated
 * mock.
 */

import type { CallOptions, ClientOf, InferableContract } from "@seamline/core";
import type { DeclaredFailure, Stub } from "./stub.ts";

/** The stubs of a mock whose contract has no static type. */
export type UntypedStubs = Readonly<Record<string, Stub>>;

/**
 * The stubs of the operations of a client class. Declared errors are not typed: a class does not
 * declare which operation has which.
 */
export type StubsOf<Client, Failure = Error> = {
  readonly [Name in keyof Client as Client[Name] extends Method ? Name : never]: StubOf<Client[Name], Failure>;
};

/**
 * The stubs of the operations of a contract. Declared errors are given by name, or as instances of
 * a class.
 */
export type StubsOfContract<Source extends InferableContract> = string extends keyof Source["definition"]["operations"]
  ? UntypedStubs
  : StubsOf<ClientOf<Source>, DeclaredFailure | Error>;

// biome-ignore lint/suspicious/noExplicitAny: methods with any input type must be assignable
type Method = (input: any, options?: CallOptions) => Promise<unknown> | AsyncIterable<unknown>;

type StubOf<Operation, Failure> = Operation extends (input: infer Input, options?: CallOptions) => infer Returned
  ? Stub<NonNullable<Input>, OutputOf<Returned>, Failure, LoggedOf<NonNullable<Input>>>
  : never;

type OutputOf<Returned> =
  Returned extends AsyncIterable<infer Item>
    ? Iterable<Item> | AsyncIterable<Item> | (Item extends Uint8Array ? Uint8Array : never)
    : Awaited<Returned>;

type LoggedOf<Input> = Input extends AsyncIterable<infer Item> ? readonly Item[] : Input;
