/** Callbacks that applications give: their failures end no process and change no call. */

import { describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import {
  type ApplicationOptions,
  type CallContext,
  type CallObserver,
  createApplication,
  defineContract,
  defineModule,
  ServiceError,
  withinTransaction,
} from "../src/index.ts";
import { runCallback } from "../src/platform/run-callback.ts";
import { findUnhandled, hostileResults } from "./hostile-callbacks.ts";

const contract = defineContract("shop", {
  operations: { buy: { output: z.int() }, fail: {}, wait: {} },
});

/** Runs calls of each kind in an application, and returns what would have ended the process. */
async function call(options: Partial<ApplicationOptions>, listener: () => unknown = () => undefined) {
  const handlers = {
    buy: () => 1,
    fail() {
      throw new Error("a bug");
    },
    wait: (_: unknown, context: CallContext) =>
      new Promise<void>((resolve) => {
        context.onCancel(listener);
        context.onCancel(listener);
        context.onCancel(() => resolve());
      }),
  };
  const load = async () => defineModule({ contract, start: () => handlers });
  const app = createApplication({ modules: { shop: { contract, load } }, ...options });
  await app.start();
  const client = app.client(contract);
  return {
    app,
    async run() {
      expect(await withinTransaction(() => client.buy())).toBe(1);
      await expect(client.fail()).rejects.toMatchObject({ code: "internal", sent: "processed" });
      await expect(client.wait({}, { timeoutMs: 20 })).rejects.toMatchObject({ code: "deadline_exceeded" });
      await app.stop();
    },
  };
}

function silence(): void {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
}

describe.each(Object.entries(hostileResults))("a callback with %s", (_, result) => {
  it("harms nothing as onError", async () => {
    silence();
    const { run } = await call({ onError: result });
    expect(await findUnhandled(run)).toEqual([]);
  });

  it("harms nothing as an observer of policies", async () => {
    silence();
    const failing = { call: () => Promise.reject(new ServiceError("unavailable", "down")) };
    const app = createApplication({ modules: { shop: { contract } }, topology: { shop: failing } });
    app.observe(result as () => void);
    await app.start();
    const run = () => expect(app.client(contract).buy()).rejects.toMatchObject({ code: "unavailable" });
    expect(await findUnhandled(run)).toEqual([]);
    await app.stop();
  });

  it("harms nothing as a guard's report", async () => {
    silence();
    const report = vi.fn(result as () => void);
    const { run } = await call({ guards: { mode: "warn", report } });
    expect(await findUnhandled(run)).toEqual([]);
    expect(report).toHaveBeenCalled();
  });

  it("harms nothing as an observer of calls", async () => {
    silence();
    const observer: CallObserver = { ended: result as () => void, noted: result as () => void };
    const observe: NonNullable<NonNullable<ApplicationOptions["interceptors"]>["client"]>[number] = (request, next) => {
      request.context.observe(observer);
      return next(request);
    };
    const { run } = await call({ interceptors: { client: [observe] } });
    expect(await findUnhandled(run)).toEqual([]);
  });

  it("harms nothing as a listener of a cancellation", async () => {
    silence();
    const { run } = await call({}, result);
    expect(await findUnhandled(run)).toEqual([]);
  });
});

describe("runCallback", () => {
  const failing = Object.entries(hostileResults).filter(([name]) => !/never|function|fulfils/.test(name));

  it.each(failing)("passes on one failure for %s", async (_, result) => {
    const reasons: unknown[] = [];
    await findUnhandled(async () => runCallback(result, (reason) => reasons.push(reason)));
    expect(reasons).toHaveLength(1);
  });

  it("passes on no failure of a callback that succeeds", async () => {
    const reasons: unknown[] = [];
    for (const value of [undefined, null, 7, "text", {}, [], async () => 7]) {
      runCallback(() => value, reasons.push);
      runCallback(async () => value, reasons.push);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(reasons).toEqual([]);
  });

  it("drops the failure of the failure's receiver", () => {
    const fail = (): never => {
      throw new Error("again");
    };
    expect(() => runCallback(fail, fail)).not.toThrow();
  });
});

describe("the end of an application", () => {
  it("releases everything though a listener and a release fail", async () => {
    const released: string[] = [];
    const load = async () =>
      defineModule({
        contract: defineContract("empty", { operations: { none: {} } }),
        start({ onStop }) {
          onStop(() => void released.push("first"));
          onStop(() => Promise.reject(new Error("release")));
          onStop(() => {
            throw new Error("release at once");
          });
          return { none: () => undefined };
        },
      });
    const { getApplicationHost } = await import("../src/extend.ts");
    const app = createApplication({
      modules: { empty: { contract: defineContract("empty", { operations: { none: {} } }), load } },
    });
    getApplicationHost(app).addListener({
      drain() {
        throw new Error("drain");
      },
    });
    await app.start();
    const failure = await app.stop().catch((reason) => reason);
    expect(failure.errors.map((one: Error) => one.message)).toEqual(["drain", "release at once", "release"]);
    expect(released).toEqual(["first"]);
    expect(app.state).toBe("stopped");
  });

  it("collects the reasons of readiness checks, one that throws included, until they are removed", async () => {
    const { getApplicationHost } = await import("../src/extend.ts");
    const host = getApplicationHost(createApplication({ modules: {} }));
    const twice = (): string | undefined => "full";
    const remove = [twice, twice, () => undefined].map((check) => host.addReadinessCheck(check));
    host.addReadinessCheck(() => {
      throw new Error("a fault of the check");
    });
    expect(host.unreadyReasons).toEqual(["full", "full", "a readiness check threw"]);
    remove[0]?.();
    remove[0]?.();
    expect(host.unreadyReasons).toEqual(["full", "a readiness check threw"]);
    expect(() => host.addReadinessCheck("full" as never)).toThrow("addReadinessCheck: expected a function, found");
  });

  it("refuses observers and releases that are no functions", async () => {
    const app = createApplication({ modules: {} });
    expect(() => app.observe("log" as never)).toThrow("app.observe: expected a function, found");
  });
});
