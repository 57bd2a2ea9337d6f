/** Options of a call that are none: a rejection, and nothing left behind. */

import { getEventListeners } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createApplication, createClient, defineContract, defineModule, ServiceError, stream } from "../src/index.ts";
import { findUnhandled } from "./hostile-callbacks.ts";

const contract = defineContract("shop", {
  operations: {
    buy: { output: z.int() },
    watch: { output: stream(z.int()) },
    upload: { input: stream(z.int()), output: z.int() },
  },
});

const started: string[] = [];
const handlers = {
  buy: () => started.push("buy"),
  async *watch() {
    started.push("watch");
    yield 1;
  },
  upload: () => started.push("upload"),
};
const load = async () => defineModule({ contract, start: () => handlers });
const app = createApplication({ modules: { shop: { contract, load } } });
const shop = app.client(contract);
beforeAll(() => app.start());
afterAll(() => app.stop());

const boom = (): never => {
  throw new Error("hostile");
};

/** Signals that fail in one way or another; the first part of each message is expected. */
const signals: readonly (readonly [string, unknown, string])[] = [
  ["null", null, "signal: expected an AbortSignal, found null"],
  ["a text", "abort", 'signal: expected an AbortSignal, found "abort"'],
  ["a number", 1, "signal: expected an AbortSignal, found 1"],
  ["a function", () => undefined, "signal: expected an AbortSignal, found a function"],
  [
    "a controller",
    new AbortController(),
    "signal: expected an AbortSignal, found its controller; pass controller.signal",
  ],
  ["an event target", new EventTarget(), "signal: expected an AbortSignal, found an object"],
  ["an empty object", {}, "signal: expected an AbortSignal, found an object"],
  ["its look alone", Object.create(AbortSignal.prototype), "options: expected options that can be read"],
  ["a getter that throws", Object.defineProperty({}, "aborted", { get: boom }), "options: expected options that can"],
  ["a proxy that throws", new Proxy({}, { get: boom, has: boom }), "options: expected options that can be read"],
  [
    "an addEventListener that throws",
    { aborted: false, addEventListener: boom, removeEventListener: boom },
    "signal: expected an AbortSignal, found an object that fails when it is used",
  ],
  [
    "a second reading that throws",
    new Proxy(new AbortController().signal, { get: readOnceOnly("aborted") }),
    "signal: expected an AbortSignal, found an object that fails when it is used",
  ],
];

function readOnceOnly(name: string) {
  let reads = 0;
  return (target: object, key: string | symbol): unknown => {
    if (key === name) {
      reads += 1;
      // Each call reads it twice.
      if (reads % 2 === 0) boom();
    }
    const value: unknown = Reflect.get(target, key, target);
    return typeof value === "function" ? value.bind(target) : value;
  };
}

const others: readonly (readonly [string, unknown, string])[] = [
  ["options null", null, "options: expected an object with timeoutMs,"],
  ["options as an array", [], "options: expected an object with timeoutMs,"],
  ["options as a text", "fast", "options: expected an object with timeoutMs,"],
  ["options as an index", 0, "options: expected an object with timeoutMs,"],
  ["options as a function", () => ({}), "options: expected an object with timeoutMs,"],
  ["a misspelt option", { timeout: 100 }, "options.timeout: no setting; did you mean timeoutMs?"],
  ["a misspelt option without a value", { sinal: undefined }, "options.sinal: no setting; did you mean signal?"],
  ["an option of nothing we know", { retries: 3 }, "options.retries: no setting; known: timeoutMs,"],
  ["options that throw", Object.defineProperty({}, "timeoutMs", { get: boom, enumerable: true }), "options: expected"],
  ["options behind a proxy", new Proxy({}, { ownKeys: boom, get: boom }), "options: expected options that can be"],
  ["options that are revoked", revoked(), "options: expected options that can be read"],
  ...[Number.NaN, -1, 0, Number.NEGATIVE_INFINITY, 2 ** 31, 2 ** 31 + 1, "5", null, {}, 5n, new Date()].map(
    (timeoutMs) => [`timeoutMs ${String(timeoutMs)}`, { timeoutMs }, "timeoutMs: expected a positive number"] as const,
  ),
  ...[null, "text", 7, [], ["a"], new Map([["a", "b"]]), new Headers({ a: "b" }), new Proxy({}, { ownKeys: boom })].map(
    (metadata, index) => [`metadata ${index}`, { metadata }, "metadata: expected an object of texts by name"] as const,
  ),
  ...[{ a: 7 }, { a: null }, { a: [7] }, { a: {} }, { a: undefined }].map(
    (metadata) => [`metadata ${JSON.stringify(metadata)}`, { metadata }, "metadata a: expected text"] as const,
  ),
  ...[null, "ada", 7, [], {}, { id: 7 }].map(
    (principal) => [`principal ${JSON.stringify(principal)}`, { principal }, "principal: expected an object"] as const,
  ),
  ["a principal that throws", { principal: new Proxy({}, { get: boom }) }, "principal: expected JSON data"],
  ["a principal of functions", { principal: () => undefined }, "principal: expected JSON data"],
  ...[null, "", 7, {}, "a\nb", "x".repeat(256)].flatMap((value, index) => [
    [`tenant ${index}`, { tenant: value }, "tenant: expected 1 to 255 characters"] as const,
    [`locale ${index}`, { locale: value }, "locale: expected 1 to 255 characters"] as const,
    [`idempotencyKey ${index}`, { idempotencyKey: value }, "idempotencyKey: expected 1 to 255"] as const,
  ]),
];

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) {
    // nothing to do with it
  }
}

const ways: Readonly<Record<string, (options: never) => Promise<unknown>>> = {
  call: (options) => shop.buy({}, options),
  stream: (options) => readAll(shop.watch({}, options)),
  upload: (options) => shop.upload((async function* () {})(), options),
  safe: async (options) => {
    const result = await shop.safe.buy({}, options);
    if (!result.ok) throw result.error;
  },
};

const cases = [...signals.map(([name, signal, text]) => [`signal ${name}`, { signal }, text] as const), ...others];

describe.each(Object.entries(ways))("hostile options of a %s", (_, call) => {
  it.each(cases)("%s", async (_name, options, text) => {
    const unhandled = await findUnhandled(async () => {
      let promise: Promise<unknown> | undefined;
      expect(() => {
        promise = call(options as never);
        promise.catch(() => undefined);
      }).not.toThrow();
      const reason = await promise?.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(reason).toBeInstanceOf(ServiceError);
      expect(reason).toMatchObject({ code: "invalid_argument", sent: "not_sent" });
      expect((reason as ServiceError).message).toContain(text);
      expect((reason as ServiceError).operation).toMatch(/^shop\./);
      expect((reason as ServiceError).callId).toMatch(/./);
    });
    expect(unhandled).toEqual([]);
    expect(started).toEqual([]);
  });
});

describe("the signal of a call", () => {
  it("may come from another library", async () => {
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      reason: new Error("enough"),
      addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
      removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
    };
    const hanging = defineContract("hanging", { operations: { hang: {} } });
    const { createDispatcher, createInProcessTransport } = await import("../src/extend.ts");
    const transport = createInProcessTransport(createDispatcher(hanging, { hang: () => new Promise(() => undefined) }));
    const call = createClient(hanging, transport).hang({}, { signal: signal as never });
    for (const listener of listeners) listener();
    await expect(call).rejects.toMatchObject({ code: "canceled" });
    expect(listeners.size).toBe(0);
  });

  it.each(["reason", "removeEventListener"])("ends the call also if its %s throws", async (name) => {
    let abort: (() => void) | undefined;
    const signal = Object.defineProperty(
      {
        aborted: false,
        addEventListener(_: string, listener: () => void) {
          abort = listener;
        },
        removeEventListener() {},
      },
      name,
      name === "reason" ? { get: boom } : { value: boom },
    );
    const hanging = defineContract("hanging", { operations: { hang: {} } });
    const { createDispatcher, createInProcessTransport } = await import("../src/extend.ts");
    const transport = createInProcessTransport(createDispatcher(hanging, { hang: () => new Promise(() => undefined) }));
    const call = createClient(hanging, transport).hang({}, { signal: signal as never });
    call.catch(() => undefined);
    abort?.();
    await expect(call).rejects.toMatchObject({ code: "canceled" });
  });

  it("keeps no listener of a call that was refused or has ended", async () => {
    const { signal } = new AbortController();
    await shop.buy({}, { signal });
    started.length = 0;
    await expect(shop.buy({}, { signal, timeoutMs: -1 })).rejects.toMatchObject({ code: "invalid_argument" });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
