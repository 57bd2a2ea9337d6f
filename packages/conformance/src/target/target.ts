/** What runs the cases over a transport: the part that authors of transports write. */

import type { CallContext, Contract, Transport } from "@seamline/core";
import { createDispatcher, type Dispatcher } from "@seamline/core/extend";

/** A transport under test. */
export interface ConformanceTarget {
  /** Stands in reports: `in-process`, `http`. */
  readonly name: string;
  /**
   * Puts the services behind the transport: binds listeners, subscribes to queues.
   * @param services what the dispatchers are made of, for a transport that brings its own.
   */
  start(dispatchers: readonly Dispatcher[], services: readonly ConformanceService[]): Promise<StartedTarget>;
}

/** One of the conformance services, before there is a dispatcher for it. */
export interface ConformanceService {
  /** Its contract. */
  readonly contract: Contract;
  /** Its handlers, by operation. */
  readonly handlers: Readonly<Record<string, (input: never, context: CallContext) => unknown>>;
  /**
   * Receives every error that does not cross as it is, as `DispatcherOptions.onError` does; it
   * becomes part of the transcript.
   */
  onError(error: unknown, context: CallContext): void;
}

/** A transport under test whose services can be called. */
export interface StartedTarget {
  /** The way to one of the services. Asked once for each. */
  connect(service: string): Transport;
  /** Frees everything; afterwards the process could exit. */
  close(): Promise<void>;
}

/** Starts a target with a dispatcher for each service. */
export function startTarget(
  target: ConformanceTarget,
  services: readonly ConformanceService[],
): Promise<StartedTarget> {
  const dispatchers = services.map(({ contract, handlers, onError }) =>
    createDispatcher(contract, handlers, { onError }),
  );
  return target.start(dispatchers, services);
}
