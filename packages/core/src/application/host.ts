/** The side of an application that listeners work with. */

import type { Contract } from "../contract/operation.ts";
import type { Dispatcher } from "../server/dispatcher.ts";
import type { Fault } from "../topology/fault.ts";
import type { SigningKey } from "../topology/signing-keys.ts";
import type { ReadinessCheck } from "./readiness.ts";

/**
 * The step of an application's lifecycle. `new` → `starting` → `ready` → `draining` → `stopped`;
 * `failed` if a start did not succeed.
 */
export type ApplicationState = "new" | "starting" | "ready" | "draining" | "stopped" | "failed";

/** A listener that accepts calls, and stops when the application drains. */
export interface DrainableListener {
  /** Stops accepting calls; settles once the calls in flight have been responded to. */
  drain(): Promise<void>;
}

/** The side of an application that authors of listeners work with. */
export interface ApplicationHost {
  /** The step of the application's lifecycle, as `Application.state`. */
  readonly state: ApplicationState;
  /**
   * One dispatcher per hosted module. Calls before readiness wait inside it. While the application
   * drains, a listener still serves the calls that reach it; once every listener has drained, calls
   * fail with `unavailable`.
   */
  readonly dispatchers: readonly Dispatcher[];
  /** The keys of `SEAMLINE_KEYS`: the first signs, all verify. Empty when none are configured. */
  readonly keys: readonly SigningKey[];
  /** The contracts of all services, hosted here or not. Default: those of the dispatchers. */
  readonly contracts?: readonly Contract[];
  /** The URL of `SEAMLINE_UPSTREAM`, as written; `undefined` if not set, or before the start. */
  readonly upstream?: string | undefined;
  /**
   * Starts the application unless it has started. `findFaults` is called once the configuration has
   * been read and the hosted modules are known, before any of them starts; its faults are reported
   * together with all others, in one error.
   * @throws {ConfigurationError} listing all faults.
   */
  start(findFaults?: () => readonly Fault[]): Promise<void>;
  /** Registers a listener to be drained before the modules stop. */
  addListener(listener: DrainableListener): void;
  /**
   * Adds a check of whether the application is ready for calls, beyond its own state.
   * @returns a function that removes the check.
   * @throws {TypeError} unless it is a function.
   */
  addReadinessCheck(check: ReadinessCheck): () => void;
  /** The reasons of its checks, one line each; empty while all of them pass. */
  readonly unreadyReasons: readonly string[];
}
