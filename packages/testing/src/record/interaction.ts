/**
 * Recorded interactions: the calls of one service to another in its tests, with their responses.
 * Plain data, in wire form.
 */

import type { Code, Contract } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { anything, arrayOf, object, type Setting, text } from "@seamline/core/settings";
import type { Matcher } from "./matcher.ts";

/** The interactions of one consumer with one provider: the content of one file. */
export interface Recording {
  /** The service that calls. */
  readonly consumer: string;
  /** The service that is called. */
  readonly provider: string;
  /**
   * The responses that the consumer can read, by operation, from the contract with which the
   * interactions were recorded.
   */
  readonly expects: Readonly<Record<string, ExpectedResponses>>;
  /** The interactions, sorted and distinct. */
  readonly interactions: readonly Interaction[];
}

/** Accepts a recording; its interactions are compared with the contract when they are replayed. */
export const recordingSetting: Setting = object(
  {
    consumer: text("the name of a service"),
    provider: text("the name of a service"),
    expects: anything,
    interactions: arrayOf("an array of interactions", anything),
  },
  ["consumer", "provider", "interactions"],
);

/**
 * The responses of one operation, as JSON Schemas (2020-12) of their wire form; for a stream, the
 * schema of one item.
 */
export interface ExpectedResponses {
  /** The schema of the output; absent for a void operation and for bytes. */
  readonly output?: JsonSchema;
  /**
   * The schemas of the details of declared errors, by reason; errors without details are absent.
   */
  readonly errors?: Readonly<Record<string, JsonSchema>>;
}

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One recorded call. */
export interface Interaction {
  /** The operation's name in the provider's contract. */
  readonly operation: string;
  /** The test that made the call, as `describe > it`; absent for a call outside of tests. */
  readonly test?: string;
  /** The state of the provider before the call. Absent: any. */
  readonly providerState?: ProviderState;
  /** The input on the wire: the items of a stream as an array, bytes as base64. */
  readonly input: unknown;
  /** The output or the declared error of the call. */
  readonly response: RecordedResponse;
  /**
   * Conditions beside the schema, by path: `output.name`, `error.details.id`,
   * `output.items[].id`. Absent: none.
   */
  readonly matchers?: Readonly<Record<string, Matcher>>;
}

/** An output or a declared error, in the same form as the input. */
export interface RecordedResponse {
  /** The output on the wire; absent for a void operation and with an error. */
  readonly output?: unknown;
  /** The declared error; absent if the call succeeded. */
  readonly error?: RecordedError;
}

/** A declared error. */
export interface RecordedError {
  /** The code of the error. */
  readonly code: Code;
  /** Its name in the contract. */
  readonly reason: string;
  /** Its details on the wire; absent for an error without details. */
  readonly details?: unknown;
}

/** A state of the provider by name, with its parameters. */
export interface ProviderState {
  /** The name by which the provider's test defines it. */
  readonly name: string;
  /** JSON data. Absent: none. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/**
 * Returns the operation of an interaction.
 * @throws {TypeError} for an operation that the contract does not have.
 */
export function operationOf(contract: Contract, { operation: name }: Pick<Interaction, "operation">): Operation {
  const operation = Object.hasOwn(contract.operations, name) ? contract.operations[name] : undefined;
  if (operation !== undefined) return operation;
  throw new TypeError(`${contract.name}.${name}: expected an operation of the contract, found none; record again`);
}
