/**
 * The service whose call is walked: five fields in, five fields out, a handler without promises.
 */

import {
  type Application,
  type CallOptions,
  type Contract,
  createApplication,
  defineContract,
  defineModule,
} from "@seamline/core";
import { type DeclaredErrorClass, getOperation, ServiceClient } from "@seamline/core/generated";
import { http, listen } from "@seamline/http";
import { z } from "zod";

const Input = z.object({
  restaurantId: z.int(),
  customer: z.string().max(200),
  note: z.string().max(500),
  quantity: z.int().min(1).max(99),
  express: z.boolean(),
});
const Output = z.object({
  id: z.int(),
  restaurantId: z.int(),
  customer: z.string(),
  total: z.number(),
  express: z.boolean(),
});

const contract: Contract = defineContract("quotes", { operations: { quote: { input: Input, output: Output } } });
const quote = getOperation(contract, "quote");

/** Like a generated class: an application's call passes through one. */
class QuotesClient extends ServiceClient {
  static override readonly contract: Contract = contract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = {};

  quote(input: z.input<typeof Input>, options?: CallOptions): Promise<z.output<typeof Output>> {
    return this.call(quote, input, options) as Promise<z.output<typeof Output>>;
  }
}

/** One call, over each transport. */
export interface OpenQuotes extends AsyncDisposable {
  readonly calls: Readonly<Record<"in-process" | "http", () => Promise<unknown>>>;
}

/**
 * Starts an application that hosts the service, and one that calls it over HTTP; both run in this
 * process.
 */
export async function openQuotes(): Promise<OpenQuotes> {
  const module = defineModule({
    contract,
    start: () => ({
      quote: ({ restaurantId, customer, quantity, express }: z.output<typeof Input>) => ({
        id: 1,
        restaurantId,
        customer,
        total: quantity * 12.5,
        express,
      }),
    }),
  });
  const callee = createApplication({ modules: { quotes: { contract, load: async () => module } } });
  const { internal } = await listen(callee, { internal: { port: 0 } });
  const env = { SEAMLINE_QUOTES: internal };
  const caller = createApplication({ modules: { quotes: { contract } }, transports: [http()], env });
  await caller.start();
  return {
    calls: { "in-process": callOf(callee), http: callOf(caller) },
    async [Symbol.asyncDispose]() {
      await caller.stop();
      await callee.stop();
    },
  };
}

function callOf(application: Application): () => Promise<unknown> {
  const client = application.client(QuotesClient);
  const input = { restaurantId: 7, customer: "Ada Lovelace", note: "no onions", quantity: 3, express: true };
  return () => client.quote(input);
}
