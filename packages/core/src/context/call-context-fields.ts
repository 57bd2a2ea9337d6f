/** The fields that a call context is made from. */

import type { Operation } from "../contract/operation.ts";
import type { Metadata } from "./metadata.ts";
import type { Principal } from "./principal.ts";
import type { Trace } from "./trace.ts";

/**
 * The facts about a call from which its context is made. Listeners fill them from the wire, clients
 * from the surrounding call. The context reads its traces at the first use of `CallContext.trace`,
 * so they may be getters.
 */
export interface CallContextFields {
  /** The operation that is called. */
  readonly operation: Operation;
  /**
   * The deadline of a call that arrived, in milliseconds of `performance.now()`. Default: from
   * `timeoutMs`.
   */
  readonly deadline?: number | undefined;
  /**
   * Milliseconds the call may take, for calls that begin here. Default: Infinity, the deadline of
   * the call around it.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Calls nested in one another, this one included. Ignored inside another call, whose depth
   * counts. Default: 1.
   */
  readonly depth?: number | undefined;
  /** `public` for a call from outside; `service` otherwise. */
  readonly origin: "public" | "service";
  /** The calling service; `undefined` for code outside modules. */
  readonly caller?: string | undefined;
  /** The caller's id of the call. Default: a new one. */
  readonly callId?: string | undefined;
  /** The caller on whose behalf the call is made, frozen. Default: that of the call around it. */
  readonly principal?: Principal | undefined;
  /** The customer whose data the call is about. Default: that of the call around it. */
  readonly tenant?: string | undefined;
  /** A BCP 47 language tag. Default: that of the call around it. */
  readonly locale?: string | undefined;
  /** Named text values, checked and frozen. Default: those of the call around it, else none. */
  readonly metadata?: Metadata | undefined;
  /** Names this attempt at a change. Default: none; nested calls do not inherit it. */
  readonly idempotencyKey?: string | undefined;
  /**
   * The call's own position in its trace, chosen by its caller. Default: a new one, below the trace
   * around it.
   */
  readonly trace?: Trace | undefined;
  /** The trace around the call, sent by a public caller. Default: that of the call around it. */
  readonly parentTrace?: Trace | undefined;
  /**
   * Values of tracers, as in a W3C `baggage` header. Ignored inside another call, whose own counts.
   * Default: none.
   */
  readonly baggage?: string | undefined;
  /** The caller's signal; its abort cancels the call. Default: none. */
  readonly signal?: AbortSignal | undefined;
}
