/** The settings of a hub, after defaults. */

import type { Backlog } from "../operate/backlog.ts";
import type { HandledEvent } from "./handle-message.ts";

/** The settings of a hub, after defaults. */
export interface HubSettings {
  /** Milliseconds until others take over the messages of a process that is silent. */
  readonly leaseMs: number;
  /** Milliseconds between looks at a queue that nothing wakes. */
  readonly pollMs: number;
  /** Events of one service handled at the same time. */
  readonly concurrency: number;
  /** Milliseconds that a handler may take before its signal is aborted. */
  readonly timeoutMs: number;
  /** Messages of one queue from which on no more are published. */
  readonly capacity: number;
  /** Milliseconds after which a message that waits makes the process not ready. */
  readonly maxAgeMs: number;
  /** Receives each look at a queue. */
  readonly onBacklog: ((backlog: Backlog) => void) | undefined;
  /** Receives each try of an event. */
  readonly onHandled: ((handled: HandledEvent) => void) | undefined;
  /** Receives faults of databases, brokers and handlers. */
  onError(error: unknown): void;
}
