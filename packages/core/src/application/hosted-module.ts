/**
 * A module that runs in this process: loaded, started, stopped, and reached through a dispatcher
 * that is aware of its state.
 */

import type { CallRequest, CallResponse, Interceptor } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import type { CallContext } from "../context/call-context.ts";
import { ServiceError } from "../error/service-error.ts";
import { startTimer, stopTimer } from "../platform/real-time.ts";
import { assertSettings, callback } from "../platform/setting.ts";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "../server/dispatcher.ts";
import { encodeServiceError } from "../server/wire-error.ts";
import type { ModuleContext, ModuleDefinition } from "./module.ts";
import { releaseAll } from "./release.ts";

/** Runs one module. */
export interface HostedModule {
  readonly definition: ModuleDefinition;
  /** Calls made before the module has started wait; their own deadline bounds the wait. */
  readonly dispatcher: Dispatcher;
  /** The dispatcher of listeners, which accepts calls until {@link closeToListeners}. */
  readonly served: Dispatcher;
  start(context: Omit<ModuleContext, "onStop">): Promise<void>;
  /** Refuses new calls of this process from now on, except calls of code that handles one already. */
  drain(): void;
  /** Refuses new calls of listeners as well. */
  closeToListeners(): void;
  /**
   * Settles once no call is in flight, or once all deadlines have passed: a handler may ignore its
   * own. The producers of streams have five more seconds to run their `finally`.
   */
  idle(): Promise<void>;
  /** Releases the module's resources. Collects failures instead of stopping at the first. */
  stop(): Promise<readonly unknown[]>;
}

/** Milliseconds that producers of streams may take to end after the last deadline. */
const producerMs = 5_000;

/** Prepares a loaded module. */
export function createHostedModule(
  definition: ModuleDefinition,
  options: DispatcherOptions & { readonly interceptors?: readonly Interceptor[] },
): HostedModule {
  const { contract } = definition;
  const releases: (() => Promise<void> | void)[] = [];
  const started = Promise.withResolvers<Dispatcher>();
  started.promise.catch(() => undefined); // a failed start is reported by start(), and to each call that waits
  let running: Dispatcher | undefined;
  const here = { closed: false };
  const listeners = { closed: false };
  let inFlight = 0;
  /** Those in flight with a stream on either side. */
  let streams = 0;
  let latest: CallContext | undefined;
  let onIdle: (() => void) | undefined;

  const createDispatch =
    (gate: { closed: boolean }): Dispatch =>
    (request, receiver) => {
      const { context } = request;
      if (gate.closed && !context.nested) {
        receiver.succeed(unavailable(request, "is shutting down"));
        return;
      }
      inFlight += 1;
      // Reads no clock while all calls have the same timeout.
      if (latest === undefined || context.timeoutMs >= latest.timeoutMs || context.startClock() > latest.startClock())
        latest = context;
      const isStream = request.operation.streaming !== undefined;
      if (isStream) streams += 1;
      const leaving = new Leaving(isStream ? leaveStream : leave, receiver);
      if (running !== undefined) running.dispatch(request, leaving);
      else {
        context.hold();
        started.promise.then(
          (dispatcher) => {
            context.release();
            dispatcher.dispatch(request, leaving);
          },
          () => leaving.succeed(unavailable(request, "failed to start")),
        );
      }
    };
  const leave = (): void => {
    inFlight -= 1;
    if (inFlight === 0) onIdle?.();
  };
  const leaveStream = (): void => {
    streams -= 1;
    leave();
  };
  const onStop: ModuleContext["onStop"] = (release) => {
    assertSettings(`onStop of the module ${contract.name}`, callback, release);
    releases.push(release);
  };

  return {
    definition,
    dispatcher: { contract, dispatch: createDispatch(here) },
    served: { contract, dispatch: createDispatch(listeners) },
    async start(context) {
      try {
        const handlers = await definition.start({ ...context, onStop });
        running = createDispatcher(contract, handlers as object, options);
        started.resolve(running);
      } catch (reason) {
        started.reject(reason);
        throw reason;
      }
    },
    drain() {
      here.closed = true;
    },
    closeToListeners() {
      listeners.closed = true;
    },
    async idle() {
      if (inFlight === 0) return;
      await new Promise<void>((resolve) => {
        const giveUp = (): void => {
          if (streams === 0) resolve();
          else timer = startTimer(resolve, producerMs);
        };
        let timer = startTimer(giveUp, latest?.remainingMs ?? 0);
        onIdle = () => {
          stopTimer(timer);
          resolve();
        };
      });
    },
    async stop() {
      started.reject(new Error("stopped before it had started"));
      return releaseAll(releases.splice(0).reverse());
    },
  };
}

/** Decrements the module's in-flight count when the call ends. */
class Leaving implements Receiver {
  readonly #leave: () => void;
  readonly #receiver: Receiver;

  constructor(leave: () => void, receiver: Receiver) {
    this.#leave = leave;
    this.#receiver = receiver;
  }

  succeed(response: CallResponse): void {
    // A stream is in flight until its producer is done.
    if (response.ended === undefined) this.#leave();
    else void response.ended.then(this.#leave);
    this.#receiver.succeed(response);
  }

  fail(reason: unknown): void {
    this.#leave();
    this.#receiver.fail(reason);
  }
}

function unavailable(request: CallRequest, text: string): CallResponse {
  const error = new ServiceError("unavailable", `${request.operation.service} ${text}`);
  return { error: { ...encodeServiceError(error), notSent: true }, local: true };
}
