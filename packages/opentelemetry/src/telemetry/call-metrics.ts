/** Metrics: the duration of calls, and the number of calls in flight. */

import {
  type Attributes,
  type Context,
  type Histogram,
  type MeterProvider,
  metrics,
  SpanKind,
  type UpDownCounter,
} from "@opentelemetry/api";
import { now } from "@seamline/core/internal";
import type { Failure } from "./call-attributes.ts";

/** The metrics of calls. */
export interface CallMetrics {
  /**
   * Begins the measurement of a call. Call the returned function once, when the call ends, with its
   * failure if any.
   */
  begin(kind: SpanKind, labels: Attributes, context: Context): (failure: Failure | undefined) => void;
}

interface Instruments {
  readonly duration: Histogram;
  readonly active: UpDownCounter;
}

interface InstrumentPair {
  readonly provider: MeterProvider;
  readonly client: Instruments;
  readonly server: Instruments;
}

/**
 * Creates the metrics.
 * @param given the provider. Default: the provider that is registered when a call begins, because
 * the API does not replace meters later.
 */
export function createCallMetrics(scope: string, given: MeterProvider | undefined): CallMetrics {
  let pair: InstrumentPair | undefined;
  return {
    begin(kind, labels, context) {
      const provider = given ?? metrics.getMeterProvider();
      if (pair?.provider !== provider) pair = createPair(scope, provider);
      const { duration, active } = kind === SpanKind.CLIENT ? pair.client : pair.server;
      const start = now();
      active.add(1, labels, context);
      return (failure) => {
        active.add(-1, labels, context);
        const outcome = failure === undefined ? labels : { ...labels, "error.type": failure.code };
        duration.record(now() - start, outcome, context);
      };
    },
  };
}

function createPair(scope: string, provider: MeterProvider): InstrumentPair {
  const meter = provider.getMeter(scope);
  const create = (side: "client" | "server", direction: string): Instruments => ({
    duration: meter.createHistogram(`rpc.${side}.duration`, {
      unit: "ms",
      description: `Duration of ${direction} calls`,
    }),
    active: meter.createUpDownCounter(`seamline.${side}.active_calls`, {
      unit: "{call}",
      description: `Number of ${direction} calls in flight`,
    }),
  });
  return { provider, client: create("client", "outgoing"), server: create("server", "incoming") };
}
