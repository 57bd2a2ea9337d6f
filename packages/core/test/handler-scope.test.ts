import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDispatcher, createInProcessTransport } from "../src/extend.ts";
import { type CallContext, createClient, defineContract, type Interceptor } from "../src/index.ts";
import { createStrictTransport } from "../src/internal.ts";

const contract = defineContract("spy", { operations: { look: { output: z.json() } } });

const store = new AsyncLocalStorage<string>();
const placed = { traceId: "a".repeat(32), spanId: "b".repeat(16), sampled: false };

const handlers = {
  async look(_input: unknown, { trace }: CallContext): Promise<unknown> {
    const before = store.getStore() ?? null;
    await new Promise(setImmediate);
    return { before, after: store.getStore() ?? null, traceId: trace.traceId };
  },
};

const surround: Interceptor = (request, next) => {
  request.context.joinTrace(placed);
  return next({ ...request, within: (run) => store.run("around", run) });
};

describe("the scope that a server interceptor sets around the handler", () => {
  const dispatcher = createDispatcher(contract, handlers, { interceptors: [surround] });

  it.each([
    ["in-process", createInProcessTransport(dispatcher)],
    ["strict", createStrictTransport(dispatcher, 7)],
  ])("holds inside the handler's own frame, and nothing of the caller's does, %s", async (_name, transport) => {
    const client = createClient(contract, transport);
    const seen = await store.run("the caller's", () => client.look());
    expect(seen).toEqual({ before: "around", after: "around", traceId: placed.traceId });
  });
});

describe("the scope that a client interceptor puts into a request", () => {
  it("does not reach it, as it would not from another process", async () => {
    const transport = createInProcessTransport(createDispatcher(contract, handlers));
    const client = createClient(contract, { call: (request) => surround(request, (next) => transport.call(next)) });
    expect(await client.look()).toEqual({ before: null, after: null, traceId: placed.traceId });
  });
});

describe("the trace and baggage that an interceptor sets", () => {
  it("is passed on to the calls below, cut to the limits of W3C, and to no other calls", async () => {
    const dispatcher = createDispatcher(contract, {
      async look(_input: unknown, { depth, baggage, trace }: CallContext): Promise<unknown> {
        const below = depth === 1 ? await client.look() : null;
        return { baggage: baggage ?? null, state: trace.state ?? null, below };
      },
    });
    const transport = createInProcessTransport(dispatcher);
    const client = createClient(contract, transport);
    const labelled = createClient(contract, {
      call(request) {
        request.context.joinTrace({ ...placed, state: `vendor=1,${"x".repeat(512)}` });
        request.context.joinBaggage(` user=ada ,${"x".repeat(8192)}`);
        return transport.call(request);
      },
    });
    const carried = { baggage: "user=ada", state: "vendor=1" };
    expect(await labelled.look()).toEqual({ ...carried, below: { ...carried, below: null } });
    const nothing = { baggage: null, state: null };
    expect(await client.look()).toEqual({ ...nothing, below: { ...nothing, below: null } });
  });
});
