/** A tRPC router with the two operations. */

import { QuoteRequest, Quote as QuoteSchema, QuoteSearch, Quotes } from "@bench/orders-client/schemas";
import { initTRPC } from "@trpc/server";
import type { Handlers } from "../subject/subject.ts";

const t = initTRPC.create();

/** Creates a caller of a router in-process. */
export const createCallerFactory: typeof t.createCallerFactory = t.createCallerFactory;

/** Creates the router; tRPC infers its client's type from it. */
export function createTrpcRouter(handlers: Handlers) {
  return t.router({
    quote: t.procedure
      .input(QuoteRequest)
      .output(QuoteSchema)
      .mutation(({ input }) => handlers.quote(input)),
    search: t.procedure
      .input(QuoteSearch)
      .output(Quotes)
      .mutation(({ input }) => handlers.search(input)),
  });
}

/** The type of the router. */
export type TrpcRouter = ReturnType<typeof createTrpcRouter>;
