/**
 * Dispatchers of any undici. The types of its versions differ, minor ones included, in the handlers
 * that dispatchers and interceptors pass to each other; the dispatchers themselves work together.
 */

import type { EventEmitter } from "node:events";

/** A value whose type differs between the versions. */
// biome-ignore lint/suspicious/noExplicitAny: only any is assignable to the types of all of them
type OfVersion = any;

/** A dispatcher of undici 7 or 8, or of the undici in Node. */
export interface AnyDispatcher {
  /** Sends one request. */
  dispatch(options: OfVersion, handler: OfVersion): boolean;
  /** Ends when the requests under way have ended. */
  close(): Promise<void>;
  /** Aborts the requests under way. */
  destroy(reason: Error | null): Promise<void>;
}

/** An interceptor for `compose` of any version. */
export type AnyInterceptor = (dispatch: OfVersion) => (options: OfVersion, handler: OfVersion) => boolean;

/**
 * A dispatcher that every version takes. Where you call its methods yourself, name the type of yours:
 * `createDispatcher<Dispatcher>(…)`.
 */
export interface DispatcherOfAll extends Record<keyof EventEmitter, OfVersion> {
  /** Sends one request. */
  dispatch(options: OfVersion, handler: OfVersion): boolean;
  /** Makes a request, as undici's `request`. */
  request(...given: OfVersion[]): OfVersion;
  /** Makes a request, and writes the body of its response to a stream, as undici's `stream`. */
  stream(...given: OfVersion[]): OfVersion;
  /** Makes a request in a pipeline of streams, as undici's `pipeline`. */
  pipeline(...given: OfVersion[]): OfVersion;
  /** Fails for applications in memory, which have no socket. */
  connect(...given: OfVersion[]): OfVersion;
  /** Fails for applications in memory, which have no socket. */
  upgrade(...given: OfVersion[]): OfVersion;
  /** Puts interceptors in front of the dispatcher; the last is outermost. */
  compose(...interceptors: OfVersion[]): OfVersion;
  /** Ends when the requests under way have ended; further ones are refused. */
  close(): Promise<void>;
  close(callback: () => void): void;
  /** Aborts the requests under way. */
  destroy(): Promise<void>;
  destroy(reason: Error | null): Promise<void>;
  destroy(callback: () => void): void;
  destroy(reason: Error | null, callback: () => void): void;
  /** `true` after `close` or `destroy`. */
  readonly closed: boolean;
  /** `true` after `destroy`. */
  readonly destroyed: boolean;
}

/** Tests for a dispatcher of any version. */
export function isDispatcher(given: unknown): given is AnyDispatcher {
  return typeof given === "object" && given !== null && typeof Reflect.get(given, "dispatch") === "function";
}
