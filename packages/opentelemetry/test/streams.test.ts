import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { createClient, defineContract, ServiceClient, stream } from "@seamline/core";
import { createDispatcher, createInProcessTransport, getOperation, intercept } from "@seamline/core/extend";
import { expect, it } from "vitest";
import { z } from "zod";
import { telemetry } from "../src/index.ts";
import { RecordedSpans } from "./recorded-spans.ts";

const contract = defineContract("kitchen", { operations: { watch: { output: stream(z.int()) } } });

class KitchenClient extends ServiceClient {
  static override readonly contract = contract;
  static override readonly errors = {};
  watch(): Promise<AsyncIterable<number>> {
    return this.call(getOperation(contract, "watch"), {}, undefined) as Promise<AsyncIterable<number>>;
  }
}

it("the server span of a streaming call is active in its producer and lasts until the stream has ended", async () => {
  const spans = new RecordedSpans();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spans] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const { client, server } = telemetry();
  const handlers = {
    async *watch(): AsyncGenerator<number> {
      for (const item of [1, 2]) {
        trace.getTracer("kitchen").startSpan(`item ${item}`).end();
        yield item;
      }
    },
  };
  const transport = createInProcessTransport(createDispatcher(contract, handlers, { interceptors: [server] }));
  const items = await createClient(KitchenClient, { call: intercept([client], transport.call) }).watch();
  expect(spans.ended.map(({ name, kind }) => [name, kind])).not.toContainEqual(["kitchen.watch", 1]);
  expect(await Array.fromAsync(items)).toEqual([1, 2]);
  await spans.quiet();
  expect(spans.draw()).toBe(
    [
      "CLIENT kitchen.watch UNSET",
      "  SERVER kitchen.watch UNSET",
      "    INTERNAL item 1 UNSET",
      "    INTERNAL item 2 UNSET",
    ].join("\n"),
  );
});
