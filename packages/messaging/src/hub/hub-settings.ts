/** The settings of a hub, after defaults. */

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
  /** Receives faults of databases, brokers and handlers. */
  onError(error: unknown): void;
}
