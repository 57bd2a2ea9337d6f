/** The small service that the figures call, with a listener. */

import {
  type CallContext,
  type ClientOf,
  createClient,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
} from "@seamline/core";
import { createDispatcher, type Dispatcher } from "@seamline/core/extend";
import type { DeclaredErrorIdentity } from "@seamline/core/generated";
import { createHttpTransport, type ListenerOptions } from "@seamline/http";
import { listenOn } from "@seamline/http/extend";
import { createHost } from "@seamline/http/test/targets/host.ts";
import { z } from "zod";

const Order = z.object({ token: z.string(), note: z.string().optional() });

/** Not idempotent, like orders: nothing may run twice. */
export const stockContract = defineContract("stock", {
  operations: {
    order: {
      input: Order,
      output: z.object({ token: z.string(), by: z.string() }),
      errors: { soldOut: { code: "failed_precondition", details: z.object({ token: z.string() }) } },
    },
    wait: { input: Order, output: z.string() },
  },
});

/** Handlers that a figure replaces. */
export interface StockHandlers {
  order?(input: OrderInput, context: CallContext): unknown;
  wait?(input: OrderInput, context: CallContext): unknown;
}

/** The input of one order. */
export interface OrderInput {
  readonly token: string;
  readonly note?: string;
}

/** The declared error of `order`. */
export class SoldOut extends DeclaredError<{ token: string }> {
  static override readonly identity: DeclaredErrorIdentity = {
    service: "stock",
    reason: "soldOut",
    code: "failed_precondition",
    message: "sold out",
  };
  constructor(details: { token: string }, options?: DeclaredErrorOptions) {
    super(SoldOut.identity, details, options);
  }
}

/** A client of the service. */
export type StockClient = ClientOf<typeof stockContract>;

/** Responds to orders with their token; waits until the call is aborted. */
const usual: Required<StockHandlers> = {
  order: ({ token }) => ({ token, by: "stock" }),
  wait: (_input, { signal }) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve("late"), { once: true })),
};

/** The handlers of the service: the given ones, and the defaults. */
export function createStockHandlers(handlers: StockHandlers = {}): Required<StockHandlers> {
  return { ...usual, ...handlers };
}

/** A dispatcher of the service. */
export function createStockDispatcher(handlers: StockHandlers = {}): Dispatcher {
  return createDispatcher(stockContract, createStockHandlers(handlers), { onError: () => undefined });
}

/** The listening service. */
export interface OpenStock extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** Opens the service on a free port of 127.0.0.1. */
export async function openStock(
  handlers: StockHandlers = {},
  options: Omit<ListenerOptions, "port"> = {},
): Promise<OpenStock> {
  const listening = await listenOn(createHost([createStockDispatcher(handlers)]), {
    internal: { ...options, port: 0 },
  });
  const url = listening.internal as string;
  return { url, port: Number(new URL(url).port), [Symbol.asyncDispose]: () => listening.close() };
}

/** A client with its transport. */
export interface OpenStockClient extends AsyncDisposable {
  readonly client: StockClient;
}

/**
 * Connects a client over HTTP.
 * @param connections default 64.
 * @param batch calls that may share a request. Default: none.
 */
export function connectStock(url: string, connections?: number, batch?: number): OpenStockClient {
  const transport = createHttpTransport(url, {
    ...(connections !== undefined && { connections }),
    ...(batch !== undefined && { batch }),
  });
  return {
    client: createClient(stockContract, transport),
    async [Symbol.asyncDispose]() {
      await transport.close?.();
    },
  };
}
