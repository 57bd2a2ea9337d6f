/** The types of stubs, inferred from a client class: for clients whose package has no generated mock. */

import type { CallOptions } from "@seamline/core";
import type { Stub } from "./stub.ts";

/** The stubs of a mock that is made from a contract alone. */
export type UntypedStubs = Readonly<Record<string, Stub>>;

/**
 * The stubs of the operations of a client class. Declared errors are not typed: a class does not
 * tell which operation has which.
 */
export type StubsOf<Client> = {
  readonly [Name in keyof Client as Client[Name] extends Method ? Name : never]: StubOf<Client[Name]>;
};

// biome-ignore lint/suspicious/noExplicitAny: a method that takes an input of its own is assignable to no other parameter type
type Method = (input: any, options?: CallOptions) => Promise<unknown> | AsyncIterable<unknown>;

type StubOf<Operation> = Operation extends (input: infer Input, options?: CallOptions) => infer Answer
  ? Stub<NonNullable<Input>, AnswerOf<Answer>, Error, LoggedOf<NonNullable<Input>>>
  : never;

type AnswerOf<Answer> =
  Answer extends AsyncIterable<infer Item>
    ? Iterable<Item> | AsyncIterable<Item> | (Item extends Uint8Array ? Uint8Array : never)
    : Awaited<Answer>;

type LoggedOf<Input> = Input extends AsyncIterable<infer Item> ? readonly Item[] : Input;
