/**
 * Trust inside a process: the holder of a context may call in its name, so a context cannot be made
 * up or used again.
 */

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CallContext, createDispatcher, createInProcessTransport } from "../src/extend.ts";
import { getOperation } from "../src/generated.ts";
import { type CallRequest, createClient, defineContract, type Transport } from "../src/index.ts";
import { noMetadata } from "../src/internal.ts";
import { GreeterClient, greeterContract, greeterHandlers } from "./greeter.ts";

/** An in-process transport that keeps the requests it carries. */
function openGreeter(): { transport: Transport; requests: CallRequest[]; ran: string[] } {
  const ran: string[] = [];
  const requests: CallRequest[] = [];
  const handlers = greeterHandlers({
    wave: () => void ran.push("wave"),
    adminOnly: () => {
      ran.push("adminOnly");
      return "secret garden";
    },
  });
  const inner = createInProcessTransport(createDispatcher(greeterContract, handlers));
  return {
    ran,
    requests,
    transport: {
      call(request) {
        requests.push(request);
        return inner.call(request);
      },
    },
  };
}

const fields = {
  operation: getOperation(greeterContract, "adminOnly"),
  deadline: performance.now() + 60_000,
  depth: 1,
  origin: "service",
  caller: "admin",
  metadata: noMetadata,
} as const;

const request = (context: unknown): CallRequest =>
  ({ operation: fields.operation, input: {}, context, local: true }) as CallRequest;

describe("CallContext.is", () => {
  it("recognises the contexts that this package made, and nothing else", () => {
    const context = new CallContext(fields);
    expect(CallContext.is(context)).toBe(true);
    const copy = Object.assign(Object.create(CallContext.prototype), context);
    for (const other of [
      copy,
      { ...context },
      structuredClone({ ...context, operation: null }),
      null,
      "context",
      Symbol.for("seamline"),
    ]) {
      expect(CallContext.is(other)).toBe(false);
    }
  });
});

describe("a dispatcher", () => {
  it("accepts the call of a genuine context", async () => {
    const { transport, ran } = openGreeter();
    await expect(transport.call(request(new CallContext(fields)))).resolves.toMatchObject({ output: "secret garden" });
    expect(ran).toEqual(["adminOnly"]);
  });

  const real = new CallContext(fields);
  it.each<[string, unknown]>([
    ["a spread of a context", { ...real }],
    ["a structured clone of its fields", structuredClone({ ...real, operation: undefined })],
    ["a copy with its prototype", Object.assign(Object.create(CallContext.prototype), real)],
    ["an object that inherits from it", Object.create(real)],
    ["a proxy of it", new Proxy(real, {})],
    ["plain fields", fields],
    [
      "JSON that says it is internal",
      JSON.parse('{"internal":true,"$internal":true,"caller":"admin","origin":"service"}'),
    ],
    ["a registered symbol that says so", { ...fields, [Symbol.for("seamline.internal")]: true }],
    ["nothing", undefined],
  ])("refuses %s", async (_name, context) => {
    const { transport, ran } = openGreeter();
    await expect(transport.call(request(context))).resolves.toMatchObject({ error: { code: "permission_denied" } });
    expect(ran).toEqual([]);
  });

  it("refuses a context again once its call has ended", async () => {
    const { transport, requests, ran } = openGreeter();
    await createClient(GreeterClient, transport, { caller: "admin" }).adminOnly();
    const [used] = requests as [CallRequest];
    await expect(transport.call(used)).resolves.toMatchObject({ error: { code: "permission_denied" } });
    await expect(transport.call({ ...used })).resolves.toMatchObject({ error: { code: "permission_denied" } });
    expect(ran).toEqual(["adminOnly"]);
  });

  it("runs no operation for the caller of another service that has one of the same name", async () => {
    const { transport, ran } = openGreeter();
    const other = defineContract("other", { operations: { wave: { input: z.object({ hand: z.string() }) } } });
    await expect(createClient(other, transport).wave({ hand: "left" })).rejects.toMatchObject({
      code: "unimplemented",
    });
    expect(ran).toEqual([]);
  });

  it("ignores markers in the input", async () => {
    const { transport, ran } = openGreeter();
    const marked = {
      hand: "left",
      internal: true,
      $internal: true,
      caller: "admin",
      [Symbol.for("seamline.internal")]: true,
    };
    const client = createClient(GreeterClient, transport, { caller: "courier" });
    await client.wave(marked as never);
    await expect(client.adminOnly({ caller: "admin" } as never)).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(client.adminOnly({ metadata: { caller: "admin" } })).rejects.toMatchObject({
      code: "permission_denied",
    });
    expect(ran).toEqual(["wave"]);
  });
});
