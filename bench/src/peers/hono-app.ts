/** A Hono application with the two operations; Hono validates inputs, not outputs. */

import { QuoteRequest, QuoteSearch } from "@bench/orders-client/schemas";
import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { hc } from "hono/client";
import type { Caller, Handlers } from "../subject/subject.ts";

/** Creates the application, not listening yet. */
export function createHonoApp(handlers: Handlers) {
  return new Hono()
    .post("/quotes", zValidator("json", QuoteRequest), async (c) => c.json(await handlers.quote(c.req.valid("json"))))
    .post("/quotes/search", zValidator("json", QuoteSearch), async (c) =>
      c.json(await handlers.search(c.req.valid("json"))),
    );
}

/** Its typed client. */
export function createHonoCaller(url: string, options?: { readonly fetch: typeof fetch }): Caller {
  const client = hc<ReturnType<typeof createHonoApp>>(url, options);
  return {
    async quote(json) {
      const response = await client.quotes.$post({ json });
      if (!response.ok) throw new Error(`expected a 2xx, found ${response.status}`);
      return response.json();
    },
    async search(json) {
      const response = await client.quotes.search.$post({ json });
      if (!response.ok) throw new Error(`expected a 2xx, found ${response.status}`);
      return response.json();
    },
  };
}
