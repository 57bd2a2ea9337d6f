/** A target, which authors of transports write: it runs the cases over a transport. */

import type { CallContext, Contract, Transport } from "@seamline/core";
import { createDispatcher, type Dispatcher } from "@seamline/core/extend";

/** A transport under test. */
export interface ConformanceTarget {
  /** The name in reports: `in-process`, `http`. */
  readonly name: string;
  /**
   * Serves the services over the transport: binds listeners, subscribes to queues.
   * @param services the parts of the dispatchers, for a transport with dispatchers of its own.
   */
  start(dispatchers: readonly Dispatcher[], services: readonly ConformanceService[]): Promise<StartedTarget>;
}

/** One of the conformance services, without a dispatcher. */
export interface ConformanceService {
  /** The contract of the service. */
  readonly contract: Contract;
  /** The handlers of the service, by operation. */
  readonly handlers: Readonly<Record<string, (input: never, context: CallContext) => unknown>>;
  /**
   * Receives every error that is masked for the caller, like `DispatcherOptions.onError`; it
   * becomes part of the transcript.
   */
  onError(error: unknown, context: CallContext): void;
}

/** A transport under test whose services can be called. */
export interface StartedTarget {
  /** Returns the transport to one of the services. Called once for each. */
  connect(service: string): Transport;
  /** Releases all resources, so that the process can exit. */
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
