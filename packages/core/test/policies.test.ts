/**
 * Policies of a whole application: their sources, how `explain` and observers show them, and how
 * they add up over hops.
 */

import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { TransportProvider } from "../src/extend.ts";
import {
  type Application,
  type ApplicationOptions,
  ConfigurationError,
  createApplication,
  createClientClass,
  defineContract,
  defineModule,
  type PolicyEvent,
  type ServiceClient,
  type ServiceClientClass,
  type Transport,
} from "../src/index.ts";
import { GreeterClient, greeterContract, greeterHandlers } from "./greeter.ts";
import { failureOf, hold, reject, ScriptedTransport } from "./scripted-transport.ts";

/** URLs of the scheme `to:` lead to these transports, by what follows the scheme. */
function provide(transports: Readonly<Record<string, Transport>>): TransportProvider {
  return {
    name: "to",
    schemes: ["to"],
    read(url, addFault) {
      const transport = transports[url.rest];
      for (const { name, position } of url.options) addFault(position, `no option ${name}`);
      return { settings: {}, create: () => transport ?? expect.unreachable() };
    },
  };
}

function greeterApplication(options: Partial<ApplicationOptions> = {}, handlers = greeterHandlers()): Application {
  const module = defineModule({ contract: greeterContract, start: () => handlers });
  return createApplication({
    modules: { greeter: { contract: greeterContract, load: async () => module } },
    ...options,
  });
}

function settingsOf(app: Application, operation: string): Record<string, string> {
  const [explanation] = app.explain(operation);
  return Object.fromEntries(
    (explanation?.settings ?? []).map(({ name, value, source }) => [name, `${value} (${source})`]),
  );
}

function stateOf(app: Application, operation: string): Record<string, string> {
  return Object.fromEntries((app.explain(operation)[0]?.state ?? []).map(({ name, value }) => [name, value]));
}

const down = reject("unavailable", { sent: "not_sent" });

describe("policies of an application", () => {
  it("are read by URL, by operation, by service, in this order, and explained with their sources", () => {
    const app = greeterApplication({
      env: { SEAMLINE_GREETER__WAVE: "inprocess:?retries=0&queue=5" },
      policies: { greeter: { breaker: 7, concurrency: 20 }, "greeter.wave": { retries: 9, concurrency: "off" } },
    });
    expect(settingsOf(app, "greeter.greet")).toMatchObject({
      retries: "2 (default)",
      breaker: "7 (policies.greeter)",
      concurrency: "20 (policies.greeter)",
      queue: "100 (default)",
    });
    expect(settingsOf(app, "greeter.wave")).toMatchObject({
      transport: "in-process (SEAMLINE_GREETER__WAVE)",
      retries: "0 (SEAMLINE_GREETER__WAVE)",
      breaker: "7 (policies.greeter)",
      concurrency: "off (policies.greeter.wave)",
    });
  });

  it("lists every fault with its key and its position", async () => {
    const app = greeterApplication({
      transports: [provide({})],
      env: {
        SEAMLINE_GREETER: "to:there?retries=11&breaker=on&concurency=3",
        SEAMLINE_GREETER__GREET: "balance(to:a?retries=1, to:b?queue=x, retries=many, breakr=2)",
        SEAMLINE_GREETER__WAVE: "inprocess:?concurency=2",
      },
      policies: { greter: {}, greeter: { retries: 1.5, brake: 1 } as never, "greeter.wave": 5 as never },
      strict: -1,
    });
    const reason = await app.start().catch((error: unknown) => error);
    if (!(reason instanceof ConfigurationError)) throw new Error("expected faults", { cause: reason });
    expect(reason.faults.map(({ key, position, message }) => `${key}@${position ?? ""}: ${message}`)).toEqual([
      "strict@: expected a whole number from 0 to 4294967295 as the seed, found -1",
      'SEAMLINE_GREETER@17: retries: expected 0 to 10, found "11"',
      'SEAMLINE_GREETER@28: breaker: expected 1 to 1000 or "off", found "on"',
      "SEAMLINE_GREETER@42: no option concurency",
      "SEAMLINE_GREETER__GREET@8: retries belong to the whole route, or they would multiply; write retries=… as the last argument",
      'SEAMLINE_GREETER__GREET@35: queue: expected 0 to 10000, found "x"',
      'SEAMLINE_GREETER__GREET@46: retries: expected 0 to 10, found "many"',
      'SEAMLINE_GREETER__GREET@52: unknown option "breakr" of balance(…); did you mean breaker?',
      'SEAMLINE_GREETER__WAVE@11: unknown option "concurency"; did you mean concurrency?',
      expect.stringContaining("policies.greter@: no service or operation has this name; did you mean greeter?"),
      "policies.greeter.retries@: retries: expected 0 to 10, found 1.5",
      "policies.greeter.brake@: no policy has this name; known: retries, breaker, concurrency, queue",
      "policies.greeter.wave@: expected an object such as { retries: 1 }, found number",
    ]);
  });

  it("show their state and notify observers, of which one that throws does no harm", async () => {
    const there = new ScriptedTransport(down);
    const app = greeterApplication({
      transports: [provide({ there })],
      topology: { greeter: "to:there?breaker=2&concurrency=1&queue=0" },
    });
    const events: PolicyEvent[] = [];
    app.observe(() => {
      throw new Error("observer");
    });
    const stop = app.observe((event) => events.push(event));
    expect(stateOf(app, "greeter.greet")).toEqual({});
    await app.start();
    const client = app.client(GreeterClient);
    for (let call = 0; call < 3; call += 1)
      expect((await failureOf(client.greet({ name: "a" }))).code).toBe("unavailable");
    expect(events.map(({ type }) => type)).toEqual([
      "retry",
      "retry",
      "retry",
      "retryDenied",
      "breakerOpened",
      "rejected",
    ]);
    expect(events[0]).toMatchObject({
      operation: "greeter.greet",
      target: "to:there?breaker=2&concurrency=1&queue=0",
      attempt: 2,
    });
    expect(stateOf(app, "greeter.greet")).toEqual({
      "retries left": "0",
      breaker: "open",
      "in flight": "0",
      waiting: "0",
    });
    stop();
    await failureOf(client.greet({ name: "a" }));
    expect(events).toHaveLength(6);
    await app.stop();
  });

  it("stand in front of calls in this process as well", async () => {
    const held = hold();
    const handlers = greeterHandlers({ wave: () => held.step({} as never) });
    const app = greeterApplication({ policies: { "greeter.wave": { concurrency: 1, queue: 0 } } }, handlers);
    await app.start();
    const client = app.client(GreeterClient);
    const first = client.wave({ hand: "left" });
    await held.entered;
    expect(await failureOf(client.wave({ hand: "right" }))).toMatchObject({
      code: "resource_exhausted",
      sent: "not_sent",
    });
    expect(await client.greet({ name: "x" })).toEqual({ text: "hello x" });
    held.finish(() => undefined as never);
    await first;
    await app.stop();
  });

  it("are shared by the operations of a target that have the same policies", async () => {
    const there = new ScriptedTransport(down);
    const app = greeterApplication({
      transports: [provide({ there })],
      topology: { greeter: "to:there?retries=0&breaker=1", "greeter.adminOnly": "to:there?retries=0&breaker=5" },
    });
    await app.start();
    const client = app.client(GreeterClient);
    await failureOf(client.greet({ name: "a" }));
    expect(await failureOf(client.wave({ hand: "left" }))).toMatchObject({ reason: "breakerOpen" });
    expect((await failureOf(client.adminOnly())).reason).toBeUndefined();
    await app.stop();
    expect(there.closed).toBe(1);
  });

  it("balance and fall back by expression, with policies of each address and of the whole", async () => {
    const [a, b] = [new ScriptedTransport(), new ScriptedTransport()];
    const app = greeterApplication({
      transports: [provide({ a, b })],
      env: {
        SEAMLINE_GREETER: "balance(to:a?breaker=3, to:b, retries=1)",
        SEAMLINE_GREETER__WAVE: "fallback(to:a?breaker=1, inprocess:, retries=0)",
      },
    });
    await app.start();
    const client = app.client(GreeterClient);
    for (let call = 0; call < 4; call += 1) await client.greet({ name: "a" });
    expect([a.attempts, b.attempts]).toEqual([2, 2]);
    expect(stateOf(app, "greeter.greet")).toEqual({
      "retries left": "3",
      "to:a?breaker=3": "0 in flight",
      "to:b": "0 in flight",
    });
    a.become(down);
    await client.wave({ hand: "left" });
    await client.wave({ hand: "left" });
    expect(a.attempts).toBe(3);
    expect(await client.greet({ name: "a" })).toEqual({ text: "hello" });
    await app.stop();
    expect([a.closed, b.closed]).toEqual([2, 1]);
  });

  it("let another address carry the calls that a breaker refuses", async () => {
    const [a, b] = [new ScriptedTransport(down), new ScriptedTransport()];
    const env = { SEAMLINE_GREETER: "balance(to:a?breaker=1, to:b)" };
    const app = greeterApplication({ transports: [provide({ a, b })], env });
    await app.start();
    for (let call = 0; call < 6; call += 1) await app.client(GreeterClient).wave({ hand: "left" });
    expect([a.attempts, b.attempts]).toEqual([1, 6]);
    await app.stop();
  });

  it("do not multiply over hops: a service that is down is tried three times for one call at the front", async () => {
    const [back, backClient] = relay("back", undefined);
    const [middle, middleClient] = relay("middle", backClient);
    const [front, frontClient] = relay("front", middleClient);
    const dead = new ScriptedTransport(down);
    const app = createApplication({
      modules: {
        back: { contract: back.contract },
        middle: { contract: middle.contract, load: async () => middle },
        front: { contract: front.contract, load: async () => front },
      },
      topology: { back: dead },
      onError: () => undefined,
    });
    await app.start();
    expect(await failureOf(app.client(frontClient).run())).toMatchObject({ code: "internal", sent: "processed" });
    expect(dead.attempts).toBe(3);
    await app.stop();
  });
});

describe("strict mode of an application", () => {
  async function runStrict(
    options: Partial<ApplicationOptions>,
  ): Promise<{ failed: number[]; retried: number[]; runs: number }> {
    const runs: unknown[] = [];
    const app = greeterApplication(options, greeterHandlers({ wave: () => void runs.push(1) }));
    await app.start();
    const client = app.client(GreeterClient);
    let current = 0;
    const retried: number[] = [];
    const failed: number[] = [];
    app.observe(({ type }) => void (type === "retry" && retried.push(current)));
    for (current = 0; current < 200; current += 1)
      await client.wave({ hand: "left" }).catch(() => failed.push(current));
    await app.stop();
    return { failed, retried, runs: runs.length };
  }

  it("fails a call once at most, so that one retry hides every fault", async () => {
    expect((await runStrict({ strict: 7, policies: { greeter: { retries: 1 } } })).failed).toEqual([]);
  });

  it("injects faults drawn from the seed, which retries hide without running anything twice", async () => {
    const first = await runStrict({ strict: 7 });
    expect(first).toMatchObject({ failed: [], runs: 200 });
    expect(first.retried.length).toBeGreaterThan(10);
    expect(await runStrict({ strict: 7 })).toEqual(first);
    expect((await runStrict({ strict: 8 })).retried).not.toEqual(first.retried);
  });

  it("injects none where retries are off, and the environment's seed wins over the code's", async () => {
    expect(await runStrict({ strict: 7, policies: { greeter: { retries: 0 } } })).toEqual({
      failed: [],
      retried: [],
      runs: 200,
    });
    const byCode = await runStrict({ strict: 8 });
    expect(await runStrict({ strict: 7, env: { SEAMLINE_STRICT: "8" } })).toEqual(byCode);
    expect((await runStrict({})).retried).toEqual([]);
  });
});

/** A service whose one operation calls the next service's. */
function relay(name: string, next: RelayClient | undefined) {
  const operations = { run: { http: `GET /${name}`, input: z.object({}) } } as const;
  const contract = defineContract(name, { operations });
  const module = defineModule({
    contract,
    uses: next === undefined ? [] : [next],
    start: (context) => {
      const client = next && context.client(next);
      return { run: () => client?.run() };
    },
  });
  return [module, createClientClass(contract)] as const;
}

type RelayClient = ServiceClientClass<ServiceClient & { run(): Promise<void> }>;
