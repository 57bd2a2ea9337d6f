/** What a conformance case is: a program, its input within it, and the transcript that it must leave on every transport. */

import type { CallOptions } from "@seamline/core";
import type { ConformanceClient, ConformanceServiceName } from "../service/client.ts";

/** One program with one expected transcript. */
export interface ConformanceCase {
  /** Family and rule: `values/undefined-properties-are-dropped`. Unique. */
  readonly name: string;
  /**
   * Makes calls and records what comes of them. Must have seen every handler that it started before
   * it resolves.
   */
  run(program: Program): Promise<void>;
  /**
   * The lines that a run leaves, indentation aside. Lines of error messages, which begin with `|`,
   * are not part of it: their words are free, as long as all transports use the same.
   */
  readonly transcript: string;
}

/** The clients, the recorder and the gates that a case works with. */
export interface Program {
  /**
   * A client over the transport under test, unrecorded. Default: of `conformance`, for code outside
   * modules.
   */
  client(service?: ConformanceServiceName, caller?: string): ConformanceClient;
  /**
   * A client whose calls are recorded as they end, with the code that their observers receive.
   */
  watched(service?: ConformanceServiceName): ConformanceClient;
  /** Calls an operation of `conformance` and records how the call settles. */
  call(operation: string, input?: unknown, options?: CallOptions): Promise<void>;
  /**
   * Records how something settles, on a line that starts with `label`. Resolves to the value, or
   * `undefined`.
   */
  settle<Value>(label: string, pending: Promise<Value>): Promise<Value | undefined>;
  /** Adds a line: what happens, and a value in canonical form. */
  record(text: string, value?: unknown): void;
  /** Resolves once that many lines that start with `text` have been recorded. Default 1. */
  seen(text: string, count?: number): Promise<void>;
  /**
   * Runs `work`, then sorts the lines recorded meanwhile: for concurrent calls, whose order no
   * transport promises.
   */
  unordered(work: () => Promise<void>): Promise<void>;
  /** Lets handlers that wait at a gate go on. */
  open(gate: string): void;
}
