/**
 * The contract of the measured service. Both operations are POST, so that all HTTP subjects send
 * the same bodies.
 */

import { defineContract } from "@seamline/core";
import { Quote, QuoteRequest, QuoteSearch, Quotes } from "./schemas.ts";

/** The `small` payload is `quote`, the `list` payload is `search`. */
export const ordersContract = defineContract("orders", {
  operations: {
    quote: {
      http: "POST /quotes",
      summary: "What an order would cost",
      idempotent: true,
      expose: "public",
      input: QuoteRequest,
      output: Quote,
    },
    search: {
      http: "POST /quotes/search",
      summary: "Earlier quotes",
      idempotent: true,
      expose: "public",
      input: QuoteSearch,
      output: Quotes,
    },
  },
});
