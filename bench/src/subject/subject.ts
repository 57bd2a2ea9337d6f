/** A subject: one way for a caller to reach the two operations of the orders service. */

import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";

/** The handlers of the callee. */
export interface Handlers {
  quote(input: QuoteRequest): Promise<Quote>;
  search(input: SearchInput): Promise<Quote[]>;
}

/** The operations for the caller. They reject if the call failed in any way. */
export interface Caller {
  quote(input: QuoteRequest): Promise<Quote>;
  search(input: SearchInput): Promise<readonly Quote[]>;
  /**
   * Repeats a call, where a call from outside would measure something else. Default: a loop around
   * the call.
   */
  repeat?(payload: Payload, calls: number): Promise<void>;
  /** Releases resources that keep the process alive. */
  close?(): Promise<void>;
}

/** The operation that a measure calls. */
export type Payload = "small" | "list";

/** Both payloads, in the order of the tables. */
export const payloads: readonly Payload[] = ["small", "list"];

/** An in-process way to call. */
export interface Subject {
  open(handlers: Handlers): Caller | Promise<Caller>;
}
