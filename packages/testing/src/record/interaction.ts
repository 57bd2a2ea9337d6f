/** Recorded interactions: what one service asked of another in its tests, and what it was answered. Plain data, in wire form. */

import type { Code, Contract } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import type { Matcher } from "./matcher.ts";

/** Everything that one consumer relies on of one provider. The content of one file. */
export interface Recording {
  /** The service that calls. */
  readonly consumer: string;
  /** The service that is called. */
  readonly provider: string;
  /**
   * By operation: the responses that the consumer can read, as of the contract with which the
   * interactions were recorded.
   */
  readonly expects: Readonly<Record<string, ExpectedResponses>>;
  /** Sorted, each once. */
  readonly interactions: readonly Interaction[];
}

/**
 * The answers of one operation, as JSON Schema (2020-12) of what is on the wire; of one item where
 * the answer is a stream.
 */
export interface ExpectedResponses {
  /** Absent where the answer is nothing, or bytes. */
  readonly output?: JsonSchema;
  /** The details of declared errors, by reason; those without details are absent. */
  readonly errors?: Readonly<Record<string, JsonSchema>>;
}

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One call. */
export interface Interaction {
  /** Its name in the provider's contract. */
  readonly operation: string;
  /** The test that made the call, as `describe > it`; absent for a call outside of tests. */
  readonly test?: string;
  /** The state of the provider before the call. Absent: any. */
  readonly providerState?: ProviderState;
  /** The input on the wire: the items of a stream as an array, bytes as base64. */
  readonly input: unknown;
  /** The output or the declared error that came back. */
  readonly response: RecordedResponse;
  /**
   * Conditions beside the schema, by path: `output.name`, `error.details.id`,
   * `output.items[].id`. Absent: none.
   */
  readonly matchers?: Readonly<Record<string, Matcher>>;
}

/** An output, written as the input is and absent for a void operation, or a declared error. */
export interface RecordedResponse {
  /** The output on the wire; absent for a void operation, or beside an error. */
  readonly output?: unknown;
  /** The declared error; absent when the call succeeded. */
  readonly error?: RecordedError;
}

/** A declared error. */
export interface RecordedError {
  /** The kind of failure. */
  readonly code: Code;
  /** Its name in the contract. */
  readonly reason: string;
  /** Its details on the wire; absent for an error without. */
  readonly details?: unknown;
}

/** A state of the provider by name, with the values that the name leaves open. */
export interface ProviderState {
  /** As the provider's test defines it. */
  readonly name: string;
  /** JSON data. Absent: none. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The operation that an interaction calls. @throws {TypeError} for one that the contract does not have. */
export function operationOf(contract: Contract, { operation: name }: Pick<Interaction, "operation">): Operation {
  const operation = Object.hasOwn(contract.operations, name) ? contract.operations[name] : undefined;
  if (operation !== undefined) return operation;
  throw new TypeError(`${contract.name}.${name}: expected an operation of the contract, found none; record again`);
}
