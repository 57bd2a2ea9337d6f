/**
 * ts-rest: contract, handler for `Request` objects, client. Its declarations want zod 3, its code
 * takes any schema with `safeParse`: it gets the schemas that all others get. As by default, it
 * does not check outputs.
 */

import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";
import {
  Quote as QuoteSchema,
  Quotes as QuotesSchema,
  QuoteRequest as RequestSchema,
  QuoteSearch as SearchSchema,
} from "@bench/orders-client/schemas";
import { type ApiFetcher, type AppRouter, initClient, initContract } from "@ts-rest/core";
import { createFetchHandler } from "@ts-rest/serverless/fetch";
import type { Caller, Handlers } from "../subject/subject.ts";

const routes = {
  quote: { method: "POST", path: "/quotes", body: RequestSchema, responses: { 200: QuoteSchema } },
  search: { method: "POST", path: "/quotes/search", body: SearchSchema, responses: { 200: QuotesSchema } },
};
const contract: AppRouter = initContract().router(routes as unknown as AppRouter);

/** What a typed client would offer, written out. */
interface Client {
  quote(request: { body: QuoteRequest }): Promise<{ status: number; body: unknown }>;
  search(request: { body: SearchInput }): Promise<{ status: number; body: unknown }>;
}

/** Makes the handler. */
export function createTsRestHandler(handlers: Handlers): (request: Request) => Promise<Response> {
  const implementation = {
    quote: async ({ body }: { body: QuoteRequest }) => ({ status: 200, body: await handlers.quote(body) }),
    search: async ({ body }: { body: SearchInput }) => ({ status: 200, body: await handlers.search(body) }),
  };
  return createFetchHandler(contract, implementation as never);
}

/** Makes the client. @param api how it fetches; default: the built-in fetch. */
export function createTsRestCaller(baseUrl: string, api?: ApiFetcher): Caller {
  const options = { baseUrl, baseHeaders: {}, ...(api && { api }) };
  const client = initClient(contract, options) as unknown as Client;
  return {
    quote: async (body) => unwrap<Quote>(await client.quote({ body })),
    search: async (body) => unwrap<Quote[]>(await client.search({ body })),
  };
}

function unwrap<Body>({ status, body }: { readonly status: number; readonly body: unknown }): Body {
  if (status !== 200) throw new Error(`answered ${status}`);
  return body as Body;
}
