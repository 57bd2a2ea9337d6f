/** Calls over HTTP while a test has replaced the timers. */

import { mock } from "node:test";
import { afterEach, expect, it, vi } from "vitest";
import { openShop } from "./shop.ts";

const toFake = ["setTimeout", "setInterval", "setImmediate", "clearImmediate", "Date"] as const;

afterEach(() => {
  vi.useRealTimers();
  mock.timers.reset();
});

const install = {
  vitest: () => void vi.useFakeTimers({ toFake: [...toFake] }),
  "node:test": () => mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate"] }),
};

it.each(
  Object.entries(install).flatMap(([name, fake]) =>
    [{}, { connections: 1 }, { batch: 8 }].map((options) => [name, options, fake] as const),
  ),
)("calls use connections again, and close, under the fake timers of %s: %j", async (_name, options, fake) => {
  await using shop = await openShop();
  const client = shop.client(options);
  const buy = () => client.run("buy", { item: "a" }, { timeoutMs: 20_000 });
  const bought = { item: "a", amount: 1 };
  expect(await buy()).toEqual(bought);
  fake();
  const faked = globalThis.setImmediate;
  expect(await buy()).toEqual(bought);
  expect(await Promise.all([buy(), buy(), buy()])).toEqual([bought, bought, bought]);
  await expect(client.run("wait", { name: "a" }, { timeoutMs: 20 })).rejects.toMatchObject({
    code: "deadline_exceeded",
  });
  expect(await buy()).toEqual(bought);
  expect(globalThis.setImmediate).toBe(faked);
  shop.handlers.gate.resolve("done");
});
