/**
 * Elysia: its typed client over the application object, without a socket; validated by schemas that
 * it compiles.
 */

import type { Quote } from "@bench/orders-client";
import { treaty } from "@elysiajs/eden";
import { Elysia, t } from "elysia";
import type { Subject } from "../../subject/subject.ts";

const quoteRequest = t.Object({
  restaurantId: t.Number({ multipleOf: 1, minimum: 1 }),
  customer: t.String({ minLength: 1, maxLength: 80 }),
  note: t.String(),
  quantity: t.Number({ multipleOf: 1, minimum: 1, maximum: 99 }),
  express: t.Boolean(),
});
const quote = t.Object({
  id: t.Number({ multipleOf: 1 }),
  restaurantId: t.Number({ multipleOf: 1 }),
  customer: t.String(),
  total: t.Number(),
  express: t.Boolean(),
});
const search = t.Object({
  restaurantId: t.Number({ multipleOf: 1, minimum: 1 }),
  limit: t.Number({ multipleOf: 1, minimum: 1, maximum: 1000 }),
});

/** `treaty(app)`. */
export const elysia: Subject = {
  open(handlers) {
    const app = new Elysia()
      .post("/quotes", ({ body }) => handlers.quote(body), { body: quoteRequest, response: quote })
      .post("/quotes/search", ({ body }) => handlers.search(body), { body: search, response: t.Array(quote) });
    const client = treaty(app);
    return {
      quote: async (input) => unwrap<Quote>(await client.quotes.post(input)),
      search: async (input) => unwrap<Quote[]>(await client.quotes.search.post(input)),
    };
  },
};

function unwrap<Data>({ data, error }: { readonly data: unknown; readonly error: unknown }): Data {
  if (error !== null) throw error;
  return data as Data;
}
