/** What is measured: one way for a caller to reach the two operations of the orders service. */

import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";

/** What stands at the far end. */
export interface Handlers {
  quote(input: QuoteRequest): Promise<Quote>;
  search(input: SearchInput): Promise<Quote[]>;
}

/** What the caller has in hand. Rejects when the call failed in any way. */
export interface Caller {
  quote(input: QuoteRequest): Promise<Quote>;
  search(input: SearchInput): Promise<readonly Quote[]>;
  /**
   * Repeats a call where calling from out here would measure something else. Default: a loop around
   * the call.
   */
  repeat?(payload: Payload, calls: number): Promise<void>;
  /** Releases what keeps the process alive. */
  close?(): Promise<void>;
}

/** Which operation a measure calls. */
export type Payload = "small" | "list";

/** Both, in the order of the tables. */
export const payloads: readonly Payload[] = ["small", "list"];

/** A way to call in this process. */
export interface Subject {
  open(handlers: Handlers): Caller | Promise<Caller>;
}
