import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { createDispatcher, createInProcessTransport, type DispatcherOptions } from "../src/extend.ts";
import { type CallContext, type CallOptions, createClient, currentContext, ServiceError } from "../src/index.ts";
import { createStrictTransport } from "../src/internal.ts";
import { GreeterClient, greeterContract, greeterHandlers, TooShy } from "./greeter.ts";

type Overrides = Parameters<typeof greeterHandlers>[0];

const quiet: DispatcherOptions = { onError: () => undefined };

function connect(overrides?: Overrides, options: DispatcherOptions = quiet, caller?: string): GreeterClient {
  const dispatcher = createDispatcher(greeterContract, greeterHandlers(overrides), options);
  return createClient(GreeterClient, createInProcessTransport(dispatcher), caller === undefined ? {} : { caller });
}

function failure(promise: Promise<unknown>): Promise<ServiceError> {
  return promise.then(
    () => expect.unreachable("expected the call to fail"),
    (reason) => reason as ServiceError,
  );
}

describe("an in-process call", () => {
  it("applies defaults, converts codecs and isolates both sides", async () => {
    const seen: unknown[] = [];
    const output = { text: "hi", at: new Date(0), extra: 1 };
    const client = connect({ greet: (input) => (seen.push(input), output) });
    const input = { name: "ada", unknown: true };
    const greeting = await client.greet(input);
    expect(seen).toStrictEqual([{ name: "ada", times: 1 }]);
    expect(greeting).toStrictEqual({ text: "hi", at: new Date(0) });
    expect(greeting.at).not.toBe(output.at);
  });

  it("is never synchronous, and a handler's throw is a rejection", async () => {
    const marks: string[] = [];
    const client = connect({
      wave: () => {
        marks.push("handler");
        throw new Error("x");
      },
    });
    const call = client.wave({ hand: "left" });
    marks.push("caller");
    expect((await failure(call)).code).toBe("internal");
    expect(marks).toEqual(["caller", "handler"]);
  });

  it("refuses bad input before the handler, naming the path and nothing of the value", async () => {
    const error = await failure(connect().wave({ hand: "s3cret" as never }));
    expect(error).toMatchObject({
      code: "invalid_argument",
      sent: "not_sent",
      operation: "greeter.wave",
      details: { issues: [{ path: "hand", code: "invalid_value" }] },
    });
    expect(error.message).toBe(
      'greeter.wave: the input does not match the contract at hand: expected one of "left", "right"',
    );
  });

  it("throws a declared error as its class, with details", async () => {
    const error = await failure(
      connect({
        greet: () => {
          throw new TooShy({ name: "ada" });
        },
      }).greet({ name: "ada" }),
    );
    expect(error).toBeInstanceOf(TooShy);
    expect(error).toMatchObject({
      code: "failed_precondition",
      details: { name: "ada" },
      sent: "processed",
      operation: "greeter.greet",
    });
    expect(error.callId).toBeDefined();
  });

  it.each([
    ["an Error", new Error("s3cret")],
    ["a string", "s3cret"],
    ["undefined", undefined],
    ["an undeclared ServiceError", new ServiceError("not_found", "s3cret")],
    ["an error with a hostile code", Object.assign(new Error("s3cret"), { code: "__proto__" })],
    ["another operation's error", new TooShy({ name: "x" })],
  ])("masks %s", async (_name, thrown) => {
    const reported: unknown[] = [];
    const client = connect(
      {
        wave: () => {
          throw thrown;
        },
      },
      { onError: (error) => reported.push(error) },
    );
    const error = await failure(client.wave({ hand: "left" }));
    expect(error.code).toBe("internal");
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain("s3cret");
    expect(error.message).toContain(error.callId);
    expect(reported).toEqual([thrown]);
  });

  it("fails with internal, naming the path, when a result or an error's details break the contract", async () => {
    const wrong = await failure(connect({ greet: () => ({ text: 1 }) }).greet({ name: "ada" }));
    expect(wrong).toMatchObject({
      code: "internal",
      message: expect.stringContaining("at text: expected string, found number"),
    });
    expect((await failure(connect({ greet: () => undefined }).greet({ name: "ada" }))).code).toBe("internal");
    const details = connect({
      greet: () => {
        throw new TooShy({ name: 1 } as never);
      },
    });
    expect(await failure(details.greet({ name: "ada" }))).toMatchObject({ code: "internal", reason: undefined });
  });

  it("survives an error report that throws", async () => {
    const client = connect(
      {
        wave: () => {
          throw new Error("x");
        },
      },
      {
        onError: () => {
          throw new Error("report");
        },
      },
    );
    expect((await failure(client.wave({ hand: "left" }))).code).toBe("internal");
  });

  it("treats a result with a then key as data", async () => {
    const client = connect({ greet: () => ({ text: "x", then: () => expect.unreachable() }) });
    expect(await client.greet({ name: "ada" })).toEqual({ text: "x" });
  });

  it("gives the handler a fresh async frame with its context", async () => {
    const transactions = new AsyncLocalStorage<string>();
    const client = connect({
      greet: (_input, context) => ({ text: `${transactions.getStore()} ${currentContext() === context}` }),
    });
    expect(await transactions.run("open", () => client.greet({ name: "ada" }))).toEqual({ text: "undefined true" });
    expect(currentContext()).toBeUndefined();
  });

  it("carries context into nested calls and counts their depth", async () => {
    const seen: CallContext[] = [];
    const client: GreeterClient = connect({
      greet: async ({ times }: { times: number }, context) => {
        seen.push(context);
        if (times > 1) await client.greet({ name: "x", times: times - 1 });
        return { text: "" };
      },
    });
    await client.greet(
      { name: "x", times: 3 },
      { principal: { id: "p" }, tenant: "t", locale: "de", metadata: { "X-A": "1" }, timeoutMs: 5_000 },
    );
    expect(
      seen.map((context) => [
        context.depth,
        context.principal?.id,
        context.tenant,
        context.locale,
        context.metadata["x-a"],
      ]),
    ).toEqual([1, 2, 3].map((depth) => [depth, "p", "t", "de", ["1"]]));
    expect(new Set(seen.map((context) => context.startClock())).size).toBe(1);
    expect(new Set(seen.map((context) => context.trace.traceId)).size).toBe(1);
    expect(new Set(seen.map((context) => context.callId)).size).toBe(3);
    expect((await failure(client.greet({ name: "x", times: 65 }))).code).toBe("internal");
    expect(seen.at(-1)?.depth).toBe(64);
  });

  it("ends at its deadline even if the handler ignores it, and aborts the handler's signal", async () => {
    const release = Promise.withResolvers<void>();
    const handled = Promise.withResolvers<CallContext>();
    const client = connect({ wave: (_input, context) => (handled.resolve(context), release.promise) });
    expect(await failure(client.wave({ hand: "left" }, { timeoutMs: 10 }))).toMatchObject({
      code: "deadline_exceeded",
      sent: "maybe_sent",
    });
    const context = await handled.promise;
    expect(context.signal.reason).toMatchObject({ code: "deadline_exceeded" });
    release.resolve();
  });

  it("is canceled by the caller's signal, with any reason, and by the call around it", async () => {
    for (const reason of [undefined, "stop", new Error("x"), { code: 1 }]) {
      const controller = new AbortController();
      const aborted = Promise.withResolvers<unknown>();
      const client = connect({
        wave: (_input, context) =>
          new Promise(() => {
            context.signal.addEventListener("abort", () => aborted.resolve(context.signal.reason));
            controller.abort(reason);
          }),
      });
      expect((await failure(client.wave({ hand: "left" }, { signal: controller.signal }))).code).toBe("canceled");
      expect(await aborted.promise).toMatchObject({ code: "canceled" });
    }
    const inner = Promise.withResolvers<CallContext>();
    const client: GreeterClient = connect({
      greet: async () => (await client.wave({ hand: "left" }), { text: "" }),
      wave: (_input, context) => (inner.resolve(context), new Promise(() => undefined)),
    });
    const controller = new AbortController();
    const call = failure(client.greet({ name: "x" }, { signal: controller.signal }));
    const context = await inner.promise;
    controller.abort();
    expect((await call).code).toBe("canceled");
    expect(context.signal.reason).toMatchObject({ code: "canceled", operation: "greeter.wave" });
  });

  it("never reaches the handler when the signal was aborted before", async () => {
    const client = connect({ wave: () => expect.unreachable() });
    expect(await failure(client.wave({ hand: "left" }, { signal: AbortSignal.abort() }))).toMatchObject({
      code: "canceled",
      sent: "not_sent",
    });
  });

  it.each([-1, 0, Number.NaN, 2 ** 31, "10s" as never])("refuses the timeout %s", async (timeoutMs) => {
    expect((await failure(connect().wave({ hand: "left" }, { timeoutMs }))).code).toBe("invalid_argument");
  });

  it("holds an allow list", async () => {
    expect((await failure(connect().adminOnly())).code).toBe("permission_denied");
    expect((await failure(connect({}, quiet, "other").adminOnly())).code).toBe("permission_denied");
    expect(await connect({}, quiet, "admin").adminOnly()).toBe("secret garden");
  });

  it("does not starve timers, however many calls follow one another", async () => {
    const client = connect();
    let ticked = false;
    setImmediate(() => {
      ticked = true;
    });
    while (!ticked) await client.wave({ hand: "left" });
  });

  it("refuses more than a megabyte of input and eight of output", async () => {
    const client = connect({ greet: () => ({ text: "x".repeat(8 * 1024 * 1024) }) });
    const note = (length: number): Promise<void> => client.wave({ hand: "left", note: "é".repeat(length) });
    await note(500_000);
    expect((await failure(note(524_288))).code).toBe("resource_exhausted");
    expect((await failure(client.greet({ name: "x" }))).code).toBe("resource_exhausted");
  });

  it.each(["", ".", "..", "\ud800", "x".repeat(8_000)])("refuses %j where HTTP could not carry it", async (name) => {
    const error = await failure(connect({ greet: () => expect.unreachable() }).greet({ name }));
    expect(error).toMatchObject({ code: "invalid_argument", sent: "not_sent" });
  });

  it("refuses a principal, tenant or locale that could not travel", async () => {
    const wave = (options: CallOptions): Promise<ServiceError> => failure(connect().wave({ hand: "left" }, options));
    expect((await wave({ principal: { id: "x".repeat(4096) } })).code).toBe("resource_exhausted");
    expect((await wave({ principal: { id: 1n as never } })).code).toBe("invalid_argument");
    expect((await wave({ tenant: "a\r\nb" })).code).toBe("invalid_argument");
    expect((await wave({ locale: "" })).code).toBe("invalid_argument");
  });

  it("runs interceptors around the handler; errors that they throw cross unchanged", async () => {
    const client = connect(
      {},
      {
        ...quiet,
        interceptors: [
          async (request, next) => {
            if (request.operation.name === "wave") throw new ServiceError("unauthenticated", "who are you?");
            return next(request);
          },
        ],
      },
    );
    expect(await failure(client.wave({ hand: "left" }))).toMatchObject({
      code: "unauthenticated",
      message: "who are you?",
      sent: "processed",
    });
    expect(await client.greet({ name: "ada" })).toEqual({ text: "hello ada" });
  });
});

describe("createDispatcher", () => {
  it("names missing handlers", () => {
    expect(() => createDispatcher(greeterContract, { greet: () => undefined })).toThrow(
      "handlers of greeter: expected a function for each operation, found none for wave, adminOnly",
    );
  });
});

describe("createStrictTransport", () => {
  async function startsWith(seed: number): Promise<string[]> {
    const starts: string[] = [];
    const handlers = greeterHandlers({
      wave: ({ hand }: { hand: string }) => void starts.push(hand),
      greet: ({ name }: { name: string }) => (starts.push(name), { text: "" }),
    });
    const client = createClient(
      GreeterClient,
      createStrictTransport(createDispatcher(greeterContract, handlers, quiet), seed),
    );
    await Promise.all([..."abcdef"].map((name) => client.greet({ name })));
    return starts;
  }

  it("shuffles starts by its seed and runs idempotent operations twice", async () => {
    const starts = await startsWith(1);
    expect(starts).toHaveLength(12);
    expect(await startsWith(1)).toEqual(starts);
    expect(await startsWith(2)).not.toEqual(starts);
  });
});
