/**
 * The OpenTelemetry API, if this process has loaded it, through the object by which its copies find
 * each other: this package neither needs it nor loads it.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */

/** The part of an OpenTelemetry context that is used. */
interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
}

interface ContextManager {
  active(): Context;
  with<Result>(context: Context, run: () => Result): Result;
}

/** The position of a span in its trace. */
interface SpanPosition {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

interface Span {
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
}

/** Ids of a span that does not exist. */
const zeros = /^0+$/;

const apiKey: unique symbol = Symbol.for("opentelemetry.js.api.1");
const spanKey = Symbol.for("OpenTelemetry Context Key SPAN");
const suppressKey = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** The active span of this async frame; `undefined` without one, and without the API. */
export function findActiveSpan(): SpanPosition | undefined {
  const span = findContexts()?.active().getValue(spanKey) as Span | undefined;
  if (span === undefined) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return zeros.test(traceId) || zeros.test(spanId) ? undefined : { traceId, spanId, sampled: (traceFlags & 1) === 1 };
}

/**
 * Runs a function whose requests no instrumentation traces: their span is Seamline's, and a second
 * `traceparent` on a request makes both void.
 */
export function withoutInstrumentation<Result>(run: () => Result): Result {
  const contexts = findContexts();
  return contexts === undefined ? run() : contexts.with(contexts.active().setValue(suppressKey, true), run);
}

/** The global object. Reading it by `Reflect.get` costs a third of a small call. */
const shared = globalThis as { readonly [apiKey]?: { readonly context?: ContextManager } };

function findContexts(): ContextManager | undefined {
  return shared[apiKey]?.context;
}
