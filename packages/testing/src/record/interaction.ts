/** Recorded interactions: what one service asked of another in its tests, and what it was answered. Plain data, in wire form. */

import type { Code } from "@seamline/core";
import type { Matcher } from "./matcher.ts";

/** Everything that one consumer relies on of one provider. The content of one file. */
export interface Recording {
  /** The service that calls. */
  readonly consumer: string;
  /** The service that is called. */
  readonly provider: string;
  /**
   * By operation: the answers that the consumer can read, as its contract said when the
   * interactions were recorded.
   */
  readonly expects: Readonly<Record<string, ExpectedAnswers>>;
  /** Sorted, each once. */
  readonly interactions: readonly Interaction[];
}

/**
 * The answers of one operation, as JSON Schema (2020-12) of what is on the wire; of one item where
 * the answer is a stream.
 */
export interface ExpectedAnswers {
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
  /** What must hold at the provider before the call. */
  readonly providerState?: ProviderState;
  /** The input on the wire: the items of a stream as an array, bytes as base64. */
  readonly input: unknown;
  readonly answer: RecordedAnswer;
  /**
   * What must hold beside the schema, by path: `answer.name`, `error.details.id`,
   * `answer.items[].id`.
   */
  readonly matchers?: Readonly<Record<string, Matcher>>;
}

/** An output, written as the input is and absent for a void operation, or a declared error. */
export interface RecordedAnswer {
  readonly output?: unknown;
  readonly error?: RecordedError;
}

/** A declared error. */
export interface RecordedError {
  readonly code: Code;
  readonly reason: string;
  readonly details?: unknown;
}

/** A state of the provider by name, with what the name leaves open. */
export interface ProviderState {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}
