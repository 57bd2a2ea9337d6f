import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createGuards } from "../src/guard/create-guards.ts";
import {
  createApplication,
  defineModule,
  type GuardViolation,
  type Interceptor,
  withinTransaction,
} from "../src/index.ts";
import { readGuards } from "../src/topology/guards.ts";
import { GreeterClient, greeterContract, greeterHandlers } from "./greeter.ts";

const greeter = defineModule({
  contract: greeterContract,
  uses: [GreeterClient],
  start: (module) =>
    greeterHandlers({
      async greet({ times }: { times: number }) {
        for (let turn = 0; turn < times; turn += 1) await module.client(GreeterClient).wave({ hand: "left" });
        return { text: "hello" };
      },
    }),
});

function application(
  violations: GuardViolation[],
  interceptors?: Parameters<typeof createApplication>[0]["interceptors"],
) {
  return createApplication({
    modules: { greeter: { contract: greeterContract, load: async () => greeter } },
    guards: { mode: "warn", report: (violation) => violations.push(violation) },
    ...(interceptors && { interceptors }),
  });
}

describe("guards", () => {
  it("add no interceptors when they are off", () => {
    const settings = readGuards(undefined, undefined, [], []);
    expect(createGuards({ rules: settings, contracts: new Map() })).toEqual({ client: [], server: [] });
  });

  it("see calls and handlers past any other interceptors", async () => {
    const violations: GuardViolation[] = [];
    const delay: Interceptor = async (request, next) => {
      await setImmediate();
      return next(request);
    };
    const surround: Interceptor = (request, next) => next({ ...request, within: (run) => run() });
    const app = application(violations, { client: [delay], server: [surround] });
    await app.start();
    await app.client(GreeterClient).greet({ name: "ada", times: 6 });
    await app.stop();
    expect(violations).toMatchObject([
      { rule: "n-plus-one", callSite: expect.stringMatching(/guards\.test\.ts:\d+:\d+$/), operation: "greeter.wave" },
    ]);
  });

  it("check calls of code outside modules too", async () => {
    const violations: GuardViolation[] = [];
    const app = application(violations);
    await app.start();
    await withinTransaction(() => app.client(GreeterClient).wave({ hand: "left" }));
    await app.stop();
    expect(violations).toMatchObject([
      { rule: "no-call-in-transaction", caller: undefined, handling: undefined, operation: "greeter.wave" },
    ]);
  });

  it("do not harm a call whose report throws", async () => {
    const app = createApplication({
      modules: { greeter: { contract: greeterContract, load: async () => greeter } },
      guards: {
        mode: "warn",
        report: () => {
          throw new Error("a broken report");
        },
      },
    });
    await app.start();
    expect(await app.client(GreeterClient).greet({ name: "ada", times: 9 })).toEqual({ text: "hello" });
    await app.stop();
  });

  it("stop the start when their options have faults", async () => {
    const app = createApplication({
      modules: { greeter: { contract: greeterContract, load: async () => greeter } },
      guards: { rules: { "n-plus-one": { except: ["greeter.shout"] } } },
      env: { SEAMLINE_GUARDS: "on" },
    });
    await expect(app.start()).rejects.toMatchObject({
      faults: [
        { key: "SEAMLINE_GUARDS", message: 'expected error, warn, off, found "on"' },
        { key: "guards.rules.n-plus-one.except" },
      ],
    });
  });
});
