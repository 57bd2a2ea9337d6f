import { TracerProvider } from "@opentelemetry/sdk-trace";
import { createClient, type Transport } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { intercept } from "@seamline/core/internal";
import { describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { RecordedSpans } from "./recorded-spans.ts";
import { contracts } from "./services.ts";

const silent: Transport = { call: () => new Promise(() => undefined) };

describe("the client span of an abandoned call", () => {
  const spans = new RecordedSpans();
  const { client } = telemetry({ tracerProvider: new TracerProvider({ spanProcessors: [spans] }) });
  const customer = createClient(contracts.customer, { call: intercept([client], silent.call) });

  it("ends with the cancellation, even if its transport hangs", async () => {
    const controller = new AbortController();
    const canceled = customer.placeOrder({ mode: "ok" }, { signal: controller.signal });
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ code: "canceled" });
    expect(spans.draw()).toBe("CLIENT customer.placeOrder error.type=canceled ERROR");
    spans.clear();
  });

  it("ends at the deadline", async () => {
    const late = customer.placeOrder({ mode: "ok" }, { timeoutMs: 5 });
    await expect(late).rejects.toMatchObject({ code: "deadline_exceeded" });
    expect(spans.draw()).toBe("CLIENT customer.placeOrder error.type=deadline_exceeded ERROR");
    spans.clear();
  });
});

describe("the server span of an abandoned call", () => {
  it("lasts as long as its handler, and has the code `canceled` even if the handler succeeds", async () => {
    const spans = new RecordedSpans();
    const { server } = telemetry({ tracerProvider: new TracerProvider({ spanProcessors: [spans] }) });
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const handlers = {
      async placeOrder(): Promise<unknown> {
        begun.resolve();
        await gate.promise;
        return [];
      },
    };
    const dispatcher = createDispatcher(contracts.customer, handlers, { interceptors: [server] });
    const customer = createClient(contracts.customer, createInProcessTransport(dispatcher));
    const controller = new AbortController();
    const canceled = customer.placeOrder({ mode: "ok" }, { signal: controller.signal });
    await begun.promise;
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ code: "canceled" });
    expect(spans.ended).toEqual([]);
    gate.resolve();
    await spans.quiet();
    expect(spans.draw()).toBe("SERVER customer.placeOrder error.type=canceled UNSET (parent elsewhere)");
  });
});

describe("a span of a call whose transport throws", () => {
  it("ends with the caller's error", async () => {
    const spans = new RecordedSpans();
    const { client } = telemetry({ tracerProvider: new TracerProvider({ spanProcessors: [spans] }) });
    const broken: Transport["call"] = () => {
      throw new TypeError("not even a promise");
    };
    const transport: Transport = { call: (request) => client(request, broken) };
    await expect(createClient(contracts.customer, transport).placeOrder({ mode: "ok" })).rejects.toMatchObject({
      code: "internal",
    });
    expect(spans.draw()).toBe("CLIENT customer.placeOrder error.type=internal ERROR");
  });
});
