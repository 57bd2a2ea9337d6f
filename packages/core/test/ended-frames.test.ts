/** Calls from code that runs in the async frame of a call which has ended. */

import { AsyncResource } from "node:async_hooks";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type Application,
  type CallContext,
  createApplication,
  createClientClass,
  currentContext,
  defineContract,
  defineModule,
  type GuardMode,
  type GuardViolation,
  runDetached,
  stream,
} from "../src/index.ts";

const ledgerContract = defineContract("ledger", {
  operations: { record: { input: z.object({ id: z.string() }) } },
});
const LedgerClient = createClientClass(ledgerContract);
const shopContract = defineContract("shop", {
  operations: { buy: { input: z.object({ id: z.string() }) }, feed: { output: stream(z.string()) } },
});

interface Shop {
  /** The callers' names by entry, as the ledger has seen them. */
  readonly entries: string[];
  readonly violations: GuardViolation[];
  readonly app: Application;
  readonly client: InstanceType<typeof ShopClient>;
}
const ShopClient = createClientClass(shopContract);

interface Tools {
  /** Records an entry; resolves with its outcome. */
  record(id: string, options?: object): Promise<string>;
}

type Buy = (input: { id: string }, context: CallContext) => unknown;

let running: Application | undefined;
afterEach(() => running?.stop());

async function openShop(
  start: (tools: Tools) => { buy: Buy; feed?: () => AsyncIterable<string> },
  guards: GuardMode = "off",
): Promise<Shop> {
  const entries: string[] = [];
  const violations: GuardViolation[] = [];
  const ledger = defineModule({
    contract: ledgerContract,
    start: () => ({
      record({ id }: { id: string }, { principal, tenant, depth, nested }: CallContext) {
        entries.push(`${id} for ${principal?.id ?? "no one"}${tenant === undefined ? "" : ` of ${tenant}`}`);
        expect(nested).toBe(depth > 1);
      },
    }),
  });
  const shop = defineModule({
    contract: shopContract,
    uses: [LedgerClient],
    start(module) {
      const record: Tools["record"] = (id, options) =>
        module
          .client(LedgerClient)
          .record({ id }, options)
          .then(
            () => "recorded",
            (error) => error.code,
          );
      return { feed: async function* () {}, ...start({ record }) } as never;
    },
  });
  const app = createApplication({
    modules: {
      ledger: { contract: ledgerContract, load: async () => ledger },
      shop: { contract: shopContract, load: async () => shop },
    },
    guards: { mode: guards, report: (violation) => violations.push(violation) },
  });
  running = app;
  await app.start();
  return { entries, violations, app, client: app.client(ShopClient) };
}

/** A queue of a module; each way of flushing it runs in the frame of the call that armed it. */
const flushes: Readonly<Record<string, (flush: () => unknown) => void>> = {
  "a timer": (flush) => void setTimeout(flush, 5),
  "an immediate": (flush) => void setImmediate(flush),
  "a promise": (flush) => void sleep(5).then(flush),
  "an event": (flush) => {
    const emitter = new EventEmitter();
    emitter.once("flush", flush);
    void sleep(5).then(() => emitter.emit("flush"));
  },
  "a loop": async (flush) => {
    await once(AbortSignal.timeout(5), "abort");
    await flush();
  },
};

describe.each(Object.entries(flushes))("a queue flushed by %s", (_name, arm) => {
  it("is never flushed in the name of the ended call that armed it", async () => {
    const flushed = Promise.withResolvers<void>();
    const { entries, client, violations } = await openShop(
      ({ record }) => ({
        buy({ id }) {
          arm(async () => {
            expect(currentContext()).toBeUndefined();
            await record(id);
            flushed.resolve();
          });
        },
      }),
      "warn",
    );
    await client.buy({ id: "a" }, { principal: { id: "ada" }, tenant: "north" });
    await flushed.promise;
    expect(entries).toEqual(["a for no one"]);
    expect(violations).toMatchObject([
      {
        rule: "ended-frame",
        caller: "shop",
        operation: "ledger.record",
        handling: "shop.buy",
        callSite: expect.stringMatching(/ended-frames\.test\.ts:\d+:\d+$/),
        found:
          "shop calls ledger.record in the async frame of shop.buy, whose call has ended: the call is made for no principal",
      },
    ]);
  });
});

describe("a call in the frame of an ended call", () => {
  it("is refused by the guard, which names the call that has ended", async () => {
    const outcome = Promise.withResolvers<string>();
    const { entries, client } = await openShop(
      ({ record }) => ({ buy: ({ id }) => void setImmediate(() => outcome.resolve(record(id))) }),
      "error",
    );
    await client.buy({ id: "a" }, { principal: { id: "ada" } });
    expect(await outcome.promise).toBe("internal");
    expect(entries).toEqual([]);
  });

  it("is made for the principal that its options state, without a report", async () => {
    const outcome = Promise.withResolvers<string>();
    const { entries, client, violations } = await openShop(
      ({ record }) => ({
        buy: ({ id }, { principal }) => void setImmediate(() => outcome.resolve(record(id, { principal }))),
      }),
      "error",
    );
    await client.buy({ id: "a" }, { principal: { id: "ada" }, tenant: "north" });
    expect(await outcome.promise).toBe("recorded");
    expect(entries).toEqual(["a for ada"]);
    expect(violations).toEqual([]);
  });

  it("is made without a report by what runs detached", async () => {
    const gate = Promise.withResolvers<void>();
    const outcome = Promise.withResolvers<string>();
    const { entries, client, violations } = await openShop(
      ({ record }) => ({
        buy: ({ id }) => {
          void runDetached(async () => {
            await gate.promise;
            outcome.resolve(record(id));
          });
        },
      }),
      "error",
    );
    await client.buy({ id: "a" }, { principal: { id: "ada" } });
    gate.resolve();
    expect(await outcome.promise).toBe("recorded");
    expect([entries, violations]).toEqual([["a for no one"], []]);
  });

  it("does not count as a call of the handler: an interval is no n-plus-one", async () => {
    const done = Promise.withResolvers<void>();
    const { client, violations } = await openShop(
      ({ record }) => ({
        buy({ id }) {
          let turns = 0;
          const timer = setInterval(() => {
            void record(id, { principal: { id: "job" } });
            turns += 1;
            if (turns < 10) return;
            clearInterval(timer);
            done.resolve();
          }, 1);
        },
      }),
      "error",
    );
    await client.buy({ id: "a" });
    await done.promise;
    expect(violations).toEqual([]);
  });
});

describe("a frame", () => {
  it("is carried to where an entry is worked on by AsyncResource.bind", async () => {
    const queue: (() => void)[] = [];
    const { entries, client } = await openShop(({ record }) => ({
      buy: ({ id }) =>
        new Promise<void>((resolve) => {
          queue.push(AsyncResource.bind(() => void record(id).then(() => resolve())));
          if (queue.length === 1) setTimeout(() => queue.splice(0).map((work) => work()), 10);
        }),
    }));
    await Promise.all(
      ["ada", "bob"].map((id) => client.buy({ id: id.charAt(0) }, { principal: { id }, tenant: "north" })),
    );
    expect(entries).toEqual(["a for ada of north", "b for bob of north"]);
  });

  it("lasts as long as the producer of a stream", async () => {
    const { entries, client } = await openShop(({ record }) => ({
      buy: () => undefined,
      async *feed() {
        yield await record("first");
        await sleep(1);
        yield await record("second");
      },
    }));
    for await (const item of client.feed({}, { principal: { id: "ada" } })) expect(item).toBe("recorded");
    expect(entries).toEqual(["first for ada", "second for ada"]);
  });
});

describe("after its cancellation", () => {
  it("a handler that goes on is canceled in what it calls", async () => {
    const outcome = Promise.withResolvers<string>();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { entries, client } = await openShop(({ record }) => ({
      async buy({ id }) {
        begun.resolve();
        await gate.promise;
        outcome.resolve(record(id));
      },
    }));
    const controller = new AbortController();
    const call = client.buy({ id: "a" }, { signal: controller.signal }).catch((error) => error.code);
    await begun.promise;
    controller.abort();
    expect(await call).toBe("canceled");
    gate.resolve();
    expect(await outcome.promise).toBe("canceled");
    expect(entries).toEqual([]);
  });

  it("a queue that it armed serves the other entries", async () => {
    const queue: { readonly id: string; readonly done: (outcome: unknown) => void }[] = [];
    const [begun, flushing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { entries, client } = await openShop(({ record }) => ({
      buy: ({ id }) =>
        new Promise((done) => {
          queue.push({ id, done });
          if (queue.length > 1) begun.resolve();
          else
            void flushing.promise.then(() =>
              setTimeout(() => {
                for (const entry of queue.splice(0)) void record(entry.id).then(entry.done);
              }, 1),
            );
        }).then(() => undefined),
    }));
    const controller = new AbortController();
    const eve = client.buy({ id: "e" }, { principal: { id: "eve" }, signal: controller.signal });
    const bob = client.buy({ id: "b" }, { principal: { id: "bob" } });
    await begun.promise;
    controller.abort();
    await expect(eve).rejects.toMatchObject({ code: "canceled" });
    flushing.resolve();
    await bob;
    expect(entries).toEqual(["e for no one", "b for no one"]);
  });
});
