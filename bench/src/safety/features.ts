/**
 * The promises of the whole path, each with a check that a build keeps it. No check waits for a
 * time that the call does not set.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Quote, QuoteRequest } from "@bench/orders-client";
import type { OrdersHandlers } from "@bench/orders-client/handlers";
import { type CallContext, type Interceptor, ServiceError } from "@seamline/core";
import type { AppOptions } from "../in-process/subjects/seamline.ts";
import { createHandlers, sampleRequest } from "../subject/payload.ts";
import type { Build } from "./build.ts";
import type { Running } from "./entry.ts";

/** A build and its options. */
export interface Checked {
  readonly build: Build;
  readonly options: AppOptions;
}

const usual = createHandlers();

type QuoteHandler = (input: QuoteRequest, context: CallContext, running: Running) => Promise<Quote> | Quote;

/** Runs `use` against handlers with the given `quote`. */
async function withOrders<Result>(
  { build, options }: Checked,
  quote: QuoteHandler,
  use: (running: Running) => Promise<Result>,
  more: AppOptions = {},
): Promise<Result> {
  const handlers: OrdersHandlers = {
    quote: (input, context) => quote(input, context, running),
    search: usual.search,
  };
  const running = await build.startOrders(handlers, { ...options, ...more });
  try {
    return await use(running);
  } finally {
    await running.stop();
  }
}

async function isRefused(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    () => true,
  );
}

/** A handler that reports its start, and does not return before `finish`. */
function createWaiting(): { readonly quote: QuoteHandler; readonly begun: Promise<void>; finish(): void } {
  const begun = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const quote: QuoteHandler = async (input) => {
    begun.resolve();
    await done.promise;
    return usual.quote(input);
  };
  return { quote, begun: begun.promise, finish: done.resolve };
}

/** The checks of the whole path. */
const checks = {
  /** An input outside the contract does not reach the handler. */
  input: (checked: Checked) =>
    withOrders(checked, usual.quote, ({ client }) => isRefused(client.quote({ ...sampleRequest, quantity: 1000 }))),

  /** An output outside the contract does not reach the caller. */
  output: (checked: Checked) =>
    withOrders(
      checked,
      async (input) => ({ ...(await usual.quote(input)), total: "much" as unknown as number }),
      ({ client }) => isRefused(client.quote(sampleRequest)),
    ),

  /** A mebibyte exceeds the size limit. */
  size: (checked: Checked) =>
    withOrders(checked, usual.quote, ({ client }) =>
      isRefused(client.quote({ ...sampleRequest, note: "x".repeat(1024 * 1024) })),
    ),

  /** Seventy nested calls exceed the depth limit. */
  depth: (checked: Checked) => {
    let calls = 0;
    return withOrders(
      checked,
      async (input, _context, { client }) => {
        calls += 1;
        return calls < 70 ? client.quote(input) : usual.quote(input);
      },
      ({ client }) => isRefused(client.quote(sampleRequest)),
    );
  },

  /** A call that a handler makes is nested in the one that it handles. */
  surrounding: async (checked: Checked) => {
    const depths: number[] = [];
    await withOrders(
      checked,
      async (input, { depth }, { client }) => {
        depths.push(depth);
        return depths.length < 2 ? client.quote(input) : usual.quote(input);
      },
      ({ client }) => client.quote(sampleRequest),
    );
    return depths[1] === 2;
  },

  /** No two calls have the same context. */
  context: async (checked: Checked) => {
    const contexts = new Set<CallContext>();
    await withOrders(
      checked,
      (input, context) => {
        contexts.add(context);
        return usual.quote(input);
      },
      async ({ client }) => [await client.quote(sampleRequest), await client.quote(sampleRequest)],
    );
    return contexts.size === 2;
  },

  /** A late handler does not delay the caller. */
  deadline: (checked: Checked) =>
    withOrders(
      checked,
      async (input, context) => {
        const late = performance.now() + context.timeoutMs * 3;
        await setImmediate(); // deadlines are sorted at the end of this turn
        while (performance.now() < late) await setTimeout(1);
        await setTimeout(20); // timers that are due by now fire first
        return usual.quote(input);
      },
      ({ client }) => isRefused(client.quote(sampleRequest, { timeoutMs: 10 })),
    ),

  /** The caller's signal ends the call, even if the handler continues. */
  cancellation: (checked: Checked) => {
    const { quote, begun, finish } = createWaiting();
    const controller = new AbortController();
    return withOrders(checked, quote, async ({ client }) => {
      const refused = isRefused(client.quote(sampleRequest, { signal: controller.signal }));
      await begun;
      controller.abort();
      finish();
      return refused;
    });
  },

  /** Code called by a handler finds the handler's context. */
  frame: async (checked: Checked) => {
    let found = false;
    await withOrders(
      checked,
      async (input, context) => {
        await setImmediate();
        found = checked.build.currentContext() === context;
        return usual.quote(input);
      },
      ({ client }) => client.quote(sampleRequest),
    );
    return found;
  },

  /** A handler does not see its caller's AsyncLocalStorage. */
  fresh: async (checked: Checked) => {
    const storage = new AsyncLocalStorage<string>();
    let found: string | undefined;
    await withOrders(
      checked,
      (input) => {
        found = storage.getStore();
        return usual.quote(input);
      },
      ({ client }) => storage.run("the caller's", () => client.quote(sampleRequest)),
    );
    return found === undefined;
  },

  /** A handler never runs before the caller has its promise. */
  hop: async (checked: Checked) => {
    let begun = false;
    return withOrders(
      checked,
      (input) => {
        begun = true;
        return usual.quote(input);
      },
      async ({ client }) => {
        const call = client.quote(sampleRequest);
        const early = begun;
        await call;
        return !early;
      },
    );
  },

  /** A retryable failure does not reach the caller. */
  retries: async (checked: Checked) => {
    let attempts = 0;
    const failOnce: Interceptor = async (request, next) => {
      attempts += 1;
      if (attempts === 1) throw new ServiceError("unavailable", "not this time", { retryable: true });
      return next(request);
    };
    return withOrders(checked, usual.quote, async ({ client }) => !(await isRefused(client.quote(sampleRequest))), {
      interceptors: { server: [failOnce] },
    });
  },

  /** An application that stops waits for the calls in flight. */
  draining: (checked: Checked) => {
    const { quote, begun, finish } = createWaiting();
    return withOrders(checked, quote, async ({ client, stop }) => {
      const call = client.quote(sampleRequest);
      await begun;
      let stopped = false;
      const stopping = stop().then(() => {
        stopped = true;
      });
      for (let turn = 0; turn < 20; turn += 1) await setImmediate(); // stopping without waiting takes fewer turns
      const waited = !stopped;
      finish();
      await Promise.all([call, stopping]);
      return waited;
    });
  },
} satisfies Readonly<Record<string, (checked: Checked) => Promise<boolean>>>;

/** A promise of the path. */
export type FeatureName = keyof typeof checks;

/** All names. */
export const featureNames: readonly FeatureName[] = Object.keys(checks) as FeatureName[];

/** The promises that a build does not keep. */
export async function findLacking(checked: Checked): Promise<readonly FeatureName[]> {
  const lacking: FeatureName[] = [];
  for (const name of featureNames) if (!(await checks[name](checked))) lacking.push(name);
  return lacking;
}
