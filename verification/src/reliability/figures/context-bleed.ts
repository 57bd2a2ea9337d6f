/**
 * Interleaved calls: each handler sees the context of its own call, and each caller keeps its async
 * frame.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { type CallContext, createClient, currentContext, type Transport } from "@seamline/core";
import { createInProcessTransport } from "@seamline/core/extend";
import { createRandom } from "@seamline/core/internal";
import { createHttpTransport } from "@seamline/http";
import { runConcurrently, scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { createStockDispatcher, type OrderInput, openStock, type StockHandlers, stockContract } from "../stock.ts";

/** Calls in flight. */
const width = 200;

/** The figure. */
export const figure: Figure = {
  name: "context bleed",
  target: "0 in 100,000 interleaved calls",
  sampleScale: 1 / 50,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const frame = new AsyncLocalStorage<string>();
    const random = createRandom(1);
    let below: Transport | undefined;
    const handlers: StockHandlers = {
      async order({ token, note }: OrderInput, given: CallContext) {
        const check = (): void => checkContext(token, given, frame, faults);
        check();
        for (let waits = Math.floor(random() * 4); waits > 0; waits -= 1) {
          await waitABit(random());
          check();
        }
        if (note === "relay" && below !== undefined) {
          await createClient(stockContract, below).order({ token });
          check();
        }
        return { token, by: currentContext()?.tenant ?? "nobody" };
      },
    };
    await using stock = await openStock(handlers);
    const inProcess = createInProcessTransport(createStockDispatcher(handlers));
    const http = createHttpTransport(stock.url);
    below = inProcess;
    // Every fifth call makes another one, so that calls nest as well as interleave.
    const count = scaled(100_000, scale);
    await runConcurrently(count, width, async (index) => {
      const token = `caller ${index}`;
      const client = createClient(stockContract, index % 4 === 0 ? http : inProcess);
      const input = index % 5 === 0 ? { token, note: "relay" } : { token };
      const options = { tenant: token, principal: { id: token }, metadata: { token } };
      await frame.run(token, async () => {
        const { by } = await client.order(input, options);
        if (by !== token) faults.add("an output holds another caller's tenant");
        if (frame.getStore() !== token) faults.add("a caller lost its async frame");
      });
    });
    await http.close?.();
    return { measured: `${faults.total} in ${count} interleaved calls`, faults: faults.lines };
  },
};

function checkContext(token: string, given: CallContext, frame: AsyncLocalStorage<string>, faults: Faults): void {
  const current = currentContext();
  if (current !== given) faults.add("the current context is not the call's");
  if (current?.tenant !== token) faults.add("the tenant is another call's");
  if (current?.principal?.id !== token) faults.add("the principal is another call's");
  if (current?.metadata.token?.[0] !== token) faults.add("the metadata are another call's");
  if (frame.getStore() !== undefined) faults.add("a handler sees its caller's async frame");
}

/** Waits in one of several ways, so that other calls run first. */
function waitABit(chance: number): Promise<unknown> {
  if (chance < 0.4) return Promise.resolve();
  if (chance < 0.7) return new Promise((resolve) => process.nextTick(resolve));
  return new Promise((resolve) => setImmediate(resolve));
}
