/** An oRPC router with the two operations. */

import { QuoteRequest, Quote as QuoteSchema, QuoteSearch, Quotes } from "@bench/orders-client/schemas";
import { os } from "@orpc/server";
import type { Handlers } from "../subject/subject.ts";

/** Creates the router. */
export function createOrpcRouter(handlers: Handlers) {
  return {
    quote: os
      .input(QuoteRequest)
      .output(QuoteSchema)
      .handler(({ input }) => handlers.quote(input)),
    search: os
      .input(QuoteSearch)
      .output(Quotes)
      .handler(({ input }) => handlers.search(input)),
  };
}
