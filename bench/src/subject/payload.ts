/**
 * The payloads, and handlers that return them with as little work as possible, so that the path
 * dominates.
 */

import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";
import type { Caller, Handlers, Payload } from "./subject.ts";

/** The small payload. */
export const sampleRequest: QuoteRequest = {
  restaurantId: 7,
  customer: "Ada Lovelace",
  note: "no onions, please ring twice",
  quantity: 3,
  express: true,
};

/** The input of the list payload. */
export const sampleSearch: SearchInput = { restaurantId: 7, limit: 100 };

const rows: readonly Quote[] = Array.from({ length: sampleSearch.limit }, (_, index) => ({
  id: index + 1,
  restaurantId: sampleSearch.restaurantId,
  customer: `customer ${index}`,
  total: 12.5 * (index + 1),
  express: index % 2 === 0,
}));

/** The expected outputs of every subject. */
export const expectedOutputs: { readonly small: Quote; readonly list: readonly Quote[] } = {
  small: { id: 1, restaurantId: 7, customer: "Ada Lovelace", total: 37.5, express: true },
  list: rows,
};

/** The measured handlers. */
export function createHandlers(): Handlers {
  const found = rows as Quote[];
  return {
    async quote({ restaurantId, customer, quantity, express }) {
      return { id: 1, restaurantId, customer, total: quantity * 12.5, express };
    },
    async search() {
      return found;
    },
  };
}

/** The one call that a measure repeats. */
export function toCall(caller: Caller, payload: Payload): () => Promise<unknown> {
  return payload === "small" ? () => caller.quote(sampleRequest) : () => caller.search(sampleSearch);
}
