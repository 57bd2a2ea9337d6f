/** One imported operation, before it is printed. */

import type { Code } from "@seamline/core";
import type { Expression } from "./expression.ts";

/** A declared error. */
export interface ImportedError {
  readonly reason: string;
  readonly code: Code;
  /** Absent where the code implies it. */
  readonly status: number | undefined;
  readonly message: string | undefined;
  readonly details: Expression | undefined;
}

/** The input as the parts of a request have it. */
export interface ImportedInput {
  /** `undefined`: the operation has none. */
  readonly expression: Expression | undefined;
  readonly header: readonly string[];
  readonly query: readonly string[];
}

/** An operation. */
export interface ImportedOperation {
  readonly name: string;
  readonly pointer: string;
  /** `METHOD /path/{placeholder}`. */
  readonly http: string;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  readonly expose: "public" | undefined;
  readonly input: ImportedInput;
  /** `undefined`: a void operation. */
  readonly output: Expression | undefined;
  readonly errors: readonly ImportedError[];
}

/** An operation that is left out. */
export interface RefusedOperation {
  /** `METHOD /path`. */
  readonly http: string;
  readonly name: string;
  readonly reason: string;
}
