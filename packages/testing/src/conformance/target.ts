/** What runs the cases over a transport: the part that authors of transports write. */

import type { Transport } from "@seamline/core";
import type { Dispatcher } from "@seamline/core/extend";

/** A transport under test. */
export interface ConformanceTarget {
  /** Stands in reports: `in-process`, `http`. */
  readonly name: string;
  /** Puts the services behind the transport: binds listeners, subscribes to queues. */
  start(dispatchers: readonly Dispatcher[]): Promise<StartedTarget>;
}

/** A transport under test whose services can be called. */
export interface StartedTarget {
  /** The way to one of the services. Asked once for each. */
  connect(service: string): Transport;
  /** Frees everything; afterwards the process could exit. */
  close(): Promise<void>;
}
