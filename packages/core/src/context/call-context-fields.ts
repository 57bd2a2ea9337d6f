/** What a call context is made from. */

import type { Operation } from "../contract/operation.ts";
import type { Metadata } from "./metadata.ts";
import type { Principal } from "./principal.ts";
import type { Trace } from "./trace.ts";

/**
 * What is known of a call when its context is made. Listeners fill it from the wire, clients from the surrounding call. Its traces
 * are read when somebody asks for them, so they may be getters.
 */
export interface CallContextFields {
  readonly operation: Operation;
  /** Milliseconds of `performance.now()`, or how long the call may take: see `CallContext.deadline`. */
  readonly deadline?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** How many calls are nested in one another, this one included. Default: one more than the call around it, else 1. */
  readonly depth?: number | undefined;
  /** `public` for a call from outside; `service` otherwise. */
  readonly origin: "public" | "service";
  /** The calling service; `undefined` for code outside modules. */
  readonly caller?: string | undefined;
  readonly callId?: string | undefined;
  /** Default, here and for the next three: as the call around it. */
  readonly principal?: Principal | undefined;
  readonly tenant?: string | undefined;
  readonly locale?: string | undefined;
  readonly metadata?: Metadata | undefined;
  readonly idempotencyKey?: string | undefined;
  /** The call's own place in its trace, as its caller chose it. Default: a new one, below the trace around it. */
  readonly trace?: Trace | undefined;
  /** The trace around a call that no call here makes: what a public caller brought. */
  readonly parentTrace?: Trace | undefined;
  /** See `CallContext.baggage`. */
  readonly baggage?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
