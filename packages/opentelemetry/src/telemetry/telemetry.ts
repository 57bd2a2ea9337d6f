/**
 * Spans and metrics as a pair of interceptors. The client span is the call's span in its trace: it
 * is set on the call context, every transport carries it, and it is the parent of the server span.
 * The handler runs with the server span active, in its own async frame; that span is the parent of
 * the handler's spans and calls. The interceptors do not depend on the transport, so the tree of
 * spans does not either.
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
import { runCallback } from "@seamline/core/internal";
import { assertSettings, fieldsOf, object, type Setting, value } from "@seamline/core/settings";
import { addEvent, attributesOf, type Failure, failureOf, setOutcome } from "./call-attributes.ts";
import { createCallMetrics } from "./call-metrics.ts";
import { incomingContext, joinSpan, linksOf, outgoingContext, sendBaggage } from "./trace-link.ts";

/** Options of {@link telemetry}: the providers. */
export interface TelemetryOptions {
  /** Default: the provider that is registered with the OpenTelemetry API, now or later. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the provider that is registered with the OpenTelemetry API, now or later. */
  readonly meterProvider?: MeterProvider;
}

/**
 * The two interceptors. Each belongs at the front of its list, so that it covers the other
 * interceptors.
 */
export interface Telemetry {
  /** Creates a CLIENT span and measurements for every outgoing call. */
  readonly client: Interceptor;
  /** Creates a SERVER span and measurements for every incoming call. */
  readonly server: Interceptor;
}

const telemetrySetting: Setting = object({
  tracerProvider: value("a provider with getTracer", (given) => typeof fieldsOf(given).getTracer === "function"),
  meterProvider: value("a provider with getMeter", (given) => typeof fieldsOf(given).getMeter === "function"),
});

const scope = "@seamline/opentelemetry";

/**
 * Creates the interceptors. Names follow the OpenTelemetry semantic conventions for RPC, version
 * 1.37.0: attributes `rpc.system`, `rpc.service`, `rpc.method` and, for failures, `error.type` with
 * the error's code; histograms `rpc.client.duration` and `rpc.server.duration` in milliseconds. The
 * conventions have no metric of calls in flight: those are the up-down counters
 * `seamline.client.active_calls` and `seamline.server.active_calls`. No value of an input, an
 * output or an error is recorded.
 *
 * A call is in flight until its caller has the output or the error, or its stream has ended.
 * Decisions of policies (another attempt, a refusal) are events of its client span.
 *
 * Without a registered SDK the interceptors pass calls on unchanged, and so they do where a tracer, a
 * meter or a span throws.
 * @throws {TypeError} for an unknown option or a value that is no provider.
 * @see https://github.com/open-telemetry/semantic-conventions/tree/v1.37.0/docs/rpc
 * @example
 * ```ts
 * const { client, server } = telemetry();
 * createApplication({ modules, interceptors: { client: [client], server: [server] } });
 * ```
 */
export function telemetry(options: TelemetryOptions = {}): Telemetry {
  assertSettings("telemetry", telemetrySetting, options);
  const tracer: Tracer = options.tracerProvider?.getTracer(scope) ?? trace.getTracer(scope);
  const metrics = createCallMetrics(scope, options.meterProvider);

  const begin = (kind: SpanKind, { operation, context }: CallRequest, parent: Context): Observation => {
    const labels = attributesOf(operation);
    const attributes = { ...labels, "seamline.call_id": context.callId };
    const links = kind === SpanKind.CLIENT ? linksOf(context) : [];
    const span = tracer.startSpan(operation.id, { kind, attributes, links }, parent);
    const activeContext = trace.setSpan(parent, span);
    const measure = metrics.begin(kind, labels, activeContext);
    let ended = false;
    return {
      span,
      activeContext,
      end(failure) {
        if (ended) return;
        ended = true;
        runCallback(() => setOutcome(span, kind, operation, failure));
        runCallback(() => measure(failure));
        runCallback(() => span.end());
      },
    };
  };

  /** A tracer or a meter that throws leaves the call without telemetry. */
  const tryBegin = (...given: Parameters<typeof begin>): Observation | undefined => {
    try {
      return begin(...given);
    } catch {
      return undefined;
    }
  };

  return {
    async client(request, next) {
      const parent = outgoingContext(request.context);
      const observation = tryBegin(SpanKind.CLIENT, request, parent);
      if (observation === undefined) return next(request);
      const { span, activeContext, end } = observation;
      joinSpan(request.context, span, parent);
      sendBaggage(request.context, activeContext);
      // The span ends with the caller's outcome: after the output was decoded or the stream was
      // read.
      request.context.observe({ ended: end, noted: (event) => addEvent(span, event) });
      return active.with(activeContext, next, undefined, request);
    },

    async server(request, next) {
      const { context } = request;
      const parent = incomingContext(context);
      const observation = tryBegin(SpanKind.SERVER, request, parent);
      if (observation === undefined) return next(request);
      const { span, activeContext, end } = observation;
      // The caller has set the span of a service's call; a public call has none yet.
      if (context.origin === "public") joinSpan(context, span, parent);
      const around = request.within; // the wrapper of outer interceptors
      const within = <Result>(run: () => Result): Result =>
        active.with(activeContext, () => (around === undefined ? run() : around(run)));
      const settle = (failure: Failure | undefined): void => end(failure ?? cancellationOf(context));
      try {
        const response = await next({ ...request, within });
        // A stream has only begun.
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

/** The span of one call. */
interface Observation {
  readonly span: Span;
  /** The OpenTelemetry context in which the span is active. */
  readonly activeContext: Context;
  /** Ends the span and the measurements. Only the first call has an effect. */
  readonly end: (failure: Failure | undefined) => void;
}

/**
 * The cancellation as the handler receives it, equal in every process; `undefined` if the call was
 * not canceled.
 */
function cancellationOf(context: CallContext): Failure | undefined {
  return context.cancellation === undefined ? undefined : (context.signal.reason as ServiceError);
}
