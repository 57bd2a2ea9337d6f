/** A module that runs in this process: loaded, started, stopped, and reached through a gate that knows which it is. */

import type { CallRequest, CallResponse, Interceptor } from "../call/call-request.ts";
import { ServiceError } from "../error/service-error.ts";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "../server/dispatcher.ts";
import { encodeServiceError } from "../server/wire-error.ts";
import type { ModuleContext, ModuleDefinition } from "./module.ts";

/** Runs one module. */
export interface HostedModule {
  readonly definition: ModuleDefinition;
  /** Calls made before the module has started wait; their own deadline bounds the wait. */
  readonly dispatcher: Dispatcher;
  start(context: Omit<ModuleContext, "onStop">): Promise<void>;
  /** From now on, only calls of code that is handling one already are let in. */
  drain(): void;
  /** Settles once no call is in flight, or none that anybody can still wait for: a handler may ignore its deadline. */
  idle(): Promise<void>;
  /** Releases what the module holds. Collects failures instead of stopping at the first. */
  stop(): Promise<readonly unknown[]>;
}

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
  let draining = false;
  let inFlight = 0;
  let latestDeadline = 0;
  let onIdle: (() => void) | undefined;

  const leave = (): void => {
    inFlight -= 1;
    if (inFlight === 0) onIdle?.();
  };

  const dispatcher: Dispatcher = {
    contract,
    async dispatch(request: CallRequest): Promise<CallResponse> {
      if (draining && !request.context.nested) return unavailable(request, "is shutting down");
      inFlight += 1;
      let ended: CallResponse["ended"];
      latestDeadline = Math.max(latestDeadline, request.context.deadline);
      try {
        const response = await (running ?? (await started.promise)).dispatch(request);
        ended = response.ended;
        return response;
      } catch {
        return unavailable(request, "failed to start");
      } finally {
        // A stream is in flight until its producer is done.
        if (ended === undefined) leave();
        else void ended.then(leave);
      }
    },
  };

  return {
    definition,
    dispatcher,
    async start(context) {
      try {
        const handlers = await definition.start({ ...context, onStop: (release) => releases.push(release) });
        running = createDispatcher(contract, handlers as object, options);
        started.resolve(running);
      } catch (reason) {
        started.reject(reason);
        throw reason;
      }
    },
    drain() {
      draining = true;
    },
    async idle() {
      if (inFlight === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, latestDeadline - performance.now()));
        onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    async stop() {
      started.reject(new Error("stopped before it had started"));
      const failures: unknown[] = [];
      for (const release of releases.splice(0).reverse()) {
        try {
          await release();
        } catch (reason) {
          failures.push(reason);
        }
      }
      return failures;
    },
  };
}

function unavailable(request: CallRequest, text: string): CallResponse {
  const error = new ServiceError("unavailable", `${request.operation.service} ${text}`);
  return { error: { ...encodeServiceError(error), notSent: true }, local: true };
}
