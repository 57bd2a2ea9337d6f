/**
 * A conformance case: a program with its inputs, and the transcript that it must produce on every
 * transport.
 */

import type { CallOptions } from "@seamline/core";
import type { ConformanceClient, ConformanceServiceName } from "../service/client.ts";

/** A program with its expected transcript. */
export interface ConformanceCase {
  /** The unique name, of family and rule: `values/undefined-properties-are-dropped`. */
  readonly name: string;
  /**
   * Makes calls and records their outcomes. It must not resolve before every started handler has
   * been recorded.
   */
  run(program: Program): Promise<void>;
  /**
   * The lines that a run must produce, except for indentation. Error messages, on lines that begin
   * with `|`, are not part of it: their text is free, but must be equal on all transports.
   */
  readonly transcript: string;
}

/** The clients, the recorder and the gates of a case. */
export interface Program {
  /**
   * Returns a client over the transport under test, whose calls are not recorded. Default: a client
   * of `conformance`, for code outside modules.
   */
  client(service?: ConformanceServiceName, caller?: string): ConformanceClient;
  /** Returns a client that records the end of its calls, with the code that observers receive. */
  watched(service?: ConformanceServiceName): ConformanceClient;
  /** Calls an operation of `conformance` and records its outcome. */
  call(operation: string, input?: unknown, options?: CallOptions): Promise<void>;
  /**
   * Records the outcome of a promise, on a line that starts with `label`. Resolves to the value, or
   * to `undefined` if it failed.
   */
  settle<Value>(label: string, pending: Promise<Value>): Promise<Value | undefined>;
  /** Adds a line: a text, and optionally a value in canonical form. */
  record(text: string, value?: unknown): void;
  /** Resolves once `count` lines that start with `text` have been recorded. Default 1. */
  seen(text: string, count?: number): Promise<void>;
  /**
   * Runs `work`, then sorts the lines recorded meanwhile: for concurrent calls, whose order no
   * transport promises.
   */
  unordered(work: () => Promise<void>): Promise<void>;
  /** Opens a gate, at which handlers wait. */
  open(gate: string): void;
}
