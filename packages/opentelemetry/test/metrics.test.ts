import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { openKitchen, transportNames } from "./kitchen.ts";
import { RecordedSpans } from "./recorded-spans.ts";
import { layouts, openSystem, waiting } from "./services.ts";

const readers: PeriodicExportingMetricReader[] = [];

/**
 * Creates a provider whose measurements are read as sorted text: name, unit, attributes and number.
 */
function createMeters(): { provider: MeterProvider; read: () => Promise<string[]> } {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 2 ** 30,
    exportTimeoutMillis: 2 ** 29,
  });
  readers.push(reader);
  return {
    provider: new MeterProvider({ readers: [reader] }),
    async read() {
      exporter.reset();
      await reader.forceFlush();
      const metrics = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      return metrics
        .flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ value, attributes }) => {
            const { "rpc.system": system, "rpc.service": service, "rpc.method": method, ...others } = attributes;
            const labels = Object.entries(others).map(([name, label]) => ` ${name}=${label}`);
            const count = typeof value === "number" ? value : `${value.count} times`;
            return `${descriptor.name} ${descriptor.unit} ${system} ${service}.${method}${labels}: ${count}`;
          }),
        )
        .sort();
    },
  };
}

afterAll(async () => {
  for (const reader of readers) await reader.shutdown();
});

describe.each(Object.entries(layouts))("measurements, %s", (_name, { layout, env = {} }) => {
  it("count the ended and running calls of each side of each hop", async () => {
    const { provider, read } = createMeters();
    const { client, server } = telemetry({ meterProvider: provider });
    await using system = await openSystem(layout, { interceptors: { client: [client], server: [server] }, env });
    await system.client.placeOrder({ mode: "ok" });
    await system.client.placeOrder({ mode: "ok" });
    await system.client.placeOrder({ mode: "missing" }).catch(() => undefined);
    const reached = new Promise<void>((resolve) => {
      waiting.resolve = resolve;
    });
    const controller = new AbortController();
    const waits = system.client.placeOrder({ mode: "wait" }, { signal: controller.signal }).catch(() => undefined);
    await reached;
    expect(await read()).toEqual([
      ...durations("client"),
      ...durations("server"),
      ...active("client"),
      ...active("server"),
    ]);
    controller.abort();
    await waits;
  });
});

describe.each(transportNames)("measurements of streams, %s", (transportName) => {
  it("count a call as in flight until its stream has ended, and with the caller's outcome", async () => {
    const { provider, read } = createMeters();
    const spans = new RecordedSpans();
    const tracerProvider = new TracerProvider({ spanProcessors: [spans] });
    const { client, server } = telemetry({ meterProvider: provider, tracerProvider });
    await using kitchen = await openKitchen(transportName, { interceptors: { client: [client], server: [server] } });
    const items = kitchen.client.watch({ mode: "more" })[Symbol.asyncIterator]();
    await items.next();
    expect(await read()).toEqual([
      "seamline.client.active_calls {call} seamline kitchen.watch: 1",
      "seamline.server.active_calls {call} seamline kitchen.watch: 1",
    ]);
    await items.return?.();
    await expect(kitchen.newer.count()).rejects.toMatchObject({ code: "internal" });
    await spans.quiet();
    expect(await read()).toEqual([
      "rpc.client.duration ms seamline kitchen.count error.type=internal: 1 times",
      "rpc.client.duration ms seamline kitchen.watch: 1 times",
      "rpc.server.duration ms seamline kitchen.count: 1 times",
      "rpc.server.duration ms seamline kitchen.watch error.type=canceled: 1 times",
      "seamline.client.active_calls {call} seamline kitchen.count: 0",
      "seamline.client.active_calls {call} seamline kitchen.watch: 0",
      "seamline.server.active_calls {call} seamline kitchen.count: 0",
      "seamline.server.active_calls {call} seamline kitchen.watch: 0",
    ]);
  });
});

function durations(side: string): string[] {
  return [
    `rpc.${side}.duration ms seamline courier.createDelivery error.type=internal: 1 times`,
    `rpc.${side}.duration ms seamline courier.createDelivery: 2 times`,
    `rpc.${side}.duration ms seamline customer.placeOrder error.type=internal: 1 times`,
    `rpc.${side}.duration ms seamline customer.placeOrder: 2 times`,
    `rpc.${side}.duration ms seamline restaurant.findRestaurant error.type=not_found: 1 times`,
    `rpc.${side}.duration ms seamline restaurant.findRestaurant: 2 times`,
  ];
}

function active(side: string): string[] {
  return [
    `seamline.${side}.active_calls {call} seamline courier.createDelivery: 1`,
    `seamline.${side}.active_calls {call} seamline customer.placeOrder: 1`,
    `seamline.${side}.active_calls {call} seamline restaurant.findRestaurant: 1`,
  ];
}
