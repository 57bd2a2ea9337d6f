/**
 * Spans and metrics as a pair of interceptors. The client span *is* the call's place in its trace: it goes into the call context, so
 * it is what every transport carries and what the server span hangs below. The handler runs with the server span active, inside
 * its own async frame; whatever span it makes, and every call it makes in turn, hangs below that one. Nothing looks at the
 * transport, so the tree cannot depend on it.
 */

import {
  context as active,
  type Context,
  type MeterProvider,
  type Span,
  SpanKind,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type { CallContext, CallRequest, Interceptor, ServiceError } from "@seamline/core";
import { addEvent, attributesOf, type Failure, failureOf, setOutcome } from "./call-attributes.ts";
import { createCallMetrics } from "./call-metrics.ts";
import { arrivalContext, joinSpan, sendBaggage, surroundingContext } from "./trace-link.ts";

/** The receivers of spans and measurements. */
export interface TelemetryOptions {
  /** Default: the provider that is registered with the OpenTelemetry API, now or later. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the provider that is registered with the OpenTelemetry API, now or later. */
  readonly meterProvider?: MeterProvider;
}

/**
 * The two halves; each belongs at the front of its list, so that it sees what the other
 * interceptors do.
 */
export interface Telemetry {
  /** A CLIENT span and its measurements around every call that code here makes. */
  readonly client: Interceptor;
  /** A SERVER span and its measurements around every call that modules here handle. */
  readonly server: Interceptor;
}

const scope = "@seamline/opentelemetry";

/**
 * Makes the interceptors. Names follow the OpenTelemetry semantic conventions for RPC, version
 * 1.37.0: attributes `rpc.system`, `rpc.service`, `rpc.method` and, for failures, `error.type` with
 * the error's code; histograms `rpc.client.duration` and `rpc.server.duration` in milliseconds. The
 * conventions have no measure of calls in flight: those are the up-down counters
 * `seamline.client.active_calls` and `seamline.server.active_calls`. No value of an input, an
 * output or an error is recorded.
 *
 * A call is under way until its caller has the result, or its stream has ended, however. What
 * policies decide about it on the way (another attempt, a refusal) are events of its client span.
 *
 * Without a registered SDK the interceptors pass calls on and nothing else happens.
 * @see https://github.com/open-telemetry/semantic-conventions/tree/v1.37.0/docs/rpc
 * @example
 * ```ts
 * const { client, server } = telemetry();
 * createApplication({ modules, interceptors: { client: [client], server: [server] } });
 * ```
 */
export function telemetry(options: TelemetryOptions = {}): Telemetry {
  const tracer: Tracer = options.tracerProvider?.getTracer(scope) ?? trace.getTracer(scope);
  const metrics = createCallMetrics(scope, options.meterProvider);

  const begin = (kind: SpanKind, { operation, context }: CallRequest, parent: Context): Observation => {
    const labels = attributesOf(operation);
    const span = tracer.startSpan(
      operation.id,
      { kind, attributes: { ...labels, "seamline.call_id": context.callId } },
      parent,
    );
    const surroundings = trace.setSpan(parent, span);
    const measure = metrics.begin(kind, labels, surroundings);
    let ended = false;
    return {
      span,
      surroundings,
      end(failure) {
        if (ended) return;
        ended = true;
        setOutcome(span, kind, operation, failure);
        measure(failure);
        span.end();
      },
    };
  };

  return {
    async client(request, next) {
      const parent = surroundingContext(request.context);
      const { span, surroundings, end } = begin(SpanKind.CLIENT, request, parent);
      joinSpan(request.context, span, parent);
      sendBaggage(request.context, surroundings);
      // The span ends with what the caller sees: after an answer was decoded, after a stream was read.
      request.context.observe({ ended: end, noted: (event) => addEvent(span, event) });
      return active.with(surroundings, next, undefined, request);
    },

    async server(request, next) {
      const { context } = request;
      const parent = arrivalContext(context);
      const { span, surroundings, end } = begin(SpanKind.SERVER, request, parent);
      // The call of a service has the place that its caller gave it; a public call has none yet.
      if (context.origin === "public") joinSpan(context, span, parent);
      const around = request.within; // what interceptors further out put around the handler
      const within = <Result>(run: () => Result): Result =>
        active.with(surroundings, () => (around === undefined ? run() : around(run)));
      const settle = (failure: Failure | undefined): void => end(failure ?? toldTo(context));
      try {
        const response = await next({ ...request, within });
        // An answer that is a stream has only begun.
        if (response.ended === undefined) settle(response.error);
        else void response.ended.then(settle);
        return response;
      } catch (reason) {
        settle(failureOf(reason));
        throw reason;
      }
    },
  };
}

/** A call that is being watched. */
interface Observation {
  readonly span: Span;
  /** The OpenTelemetry context in which the span is active. */
  readonly surroundings: Context;
  /** Only the first end counts. */
  readonly end: (failure: Failure | undefined) => void;
}

/** What the handler of a canceled call learns, which in another process is all that is known. */
function toldTo(context: CallContext): Failure | undefined {
  return context.cancellation === undefined ? undefined : (context.signal.reason as ServiceError);
}
