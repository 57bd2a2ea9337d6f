/** Seamline: a real application, a module that implements the contract, the generated client. */

import { OrdersClient } from "@bench/orders-client";
import { type ApplicationOptions, createApplication, defineContract, defineModule } from "@seamline/core";
import { z } from "zod";
import { startCaller } from "../../seamline/caller.ts";
import { describeHosted } from "../../seamline/hosted.ts";
import { toCall } from "../../subject/payload.ts";
import type { Caller, Handlers, Subject } from "../../subject/subject.ts";

/** Options of an application besides its modules. */
export type AppOptions = Omit<ApplicationOptions, "modules">;

/** Called from outside modules: a script, the composition root. */
export function fromOutside(options: AppOptions = {}): Subject {
  return { open: (handlers) => startCaller(createApplication({ ...describeHosted(handlers), ...options })) };
}

/** With the default options. */
export const seamline: Subject = fromOutside();

/**
 * The same in strict mode, which is for tests: values pass through JSON text, idempotent calls run
 * twice.
 */
export const seamlineStrict: Subject = fromOutside({ strict: 1 });

const driverContract = defineContract("driver", { operations: { run: { http: "POST /run", input: z.object({}) } } });

/**
 * Called by another module that handles a call: contexts and deadlines are derived from that call.
 */
export function fromModule(options: AppOptions = {}): Subject {
  return { open: (handlers) => openInside(handlers, options) };
}

/** With the default options. */
export const seamlineInside: Subject = fromModule();

async function openInside(handlers: Handlers, options: AppOptions): Promise<Caller> {
  let orders: OrdersClient | undefined;
  let task: (() => Promise<void>) | undefined;
  const driver = defineModule({
    contract: driverContract,
    uses: [OrdersClient],
    start(context) {
      orders = context.client(OrdersClient);
      return { run: () => task?.() };
    },
  });
  const { modules, ...hosted } = describeHosted(handlers);
  const app = createApplication({
    ...hosted,
    ...options,
    modules: { ...modules, driver: { contract: driverContract, load: async () => driver } },
  });
  await app.start();
  const client = app.client(driverContract);
  const inside = async <Result>(call: (orders: OrdersClient) => Promise<Result>): Promise<Result> => {
    let result: Promise<Result> | undefined;
    task = async () => {
      result = call(orders as OrdersClient);
      await result.catch(() => undefined); // the caller below receives it
    };
    await client.run();
    return result as Promise<Result>;
  };
  return {
    quote: (input) => inside((orders) => orders.quote(input)),
    search: (input) => inside((orders) => orders.search(input)),
    repeat: (payload, calls) =>
      inside(async (orders) => {
        const call = toCall(orders, payload);
        for (let count = 0; count < calls; count += 1) await call();
      }),
    close: () => app.stop(),
  };
}
