/** How long calls take, and how many are on their way. */

import {
  type Attributes,
  type Context,
  type Histogram,
  type MeterProvider,
  metrics,
  SpanKind,
  type UpDownCounter,
} from "@opentelemetry/api";
import type { Failure } from "./call-attributes.ts";

/** Measures calls. */
export interface CallMetrics {
  /** A call has begun; the returned function takes how it ended and is to be called once. */
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
 * The duration and the number of calls, as metrics.
 * @param given receives the measurements. Default: the provider that is registered when a call is
 * made, for the API replaces no meters later.
 */
export function createCallMetrics(scope: string, given: MeterProvider | undefined): CallMetrics {
  let pair: InstrumentPair | undefined;
  return {
    begin(kind, labels, context) {
      const provider = given ?? metrics.getMeterProvider();
      if (pair?.provider !== provider) pair = createPair(scope, provider);
      const { duration, active } = kind === SpanKind.CLIENT ? pair.client : pair.server;
      const start = performance.now();
      active.add(1, labels, context);
      return (failure) => {
        active.add(-1, labels, context);
        const outcome = failure === undefined ? labels : { ...labels, "error.type": failure.code };
        duration.record(performance.now() - start, outcome, context);
      };
    },
  };
}

function createPair(scope: string, provider: MeterProvider): InstrumentPair {
  const meter = provider.getMeter(scope);
  const create = (side: "client" | "server", what: string): Instruments => ({
    duration: meter.createHistogram(`rpc.${side}.duration`, {
      unit: "ms",
      description: `How long ${what} calls take`,
    }),
    active: meter.createUpDownCounter(`seamline.${side}.active_calls`, {
      unit: "{call}",
      description: `How many ${what} calls have not ended`,
    }),
  });
  return { provider, client: create("client", "outgoing"), server: create("server", "incoming") };
}
