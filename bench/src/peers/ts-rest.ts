/**
 * ts-rest: contract, handler for `Request` objects, client. Its declarations require zod 3, its
 * code accepts any schema with `safeParse`: it gets the schemas of all others. As by default, it
 * does not validate outputs.
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

/** The methods of a typed client, written out. */
interface Client {
  quote(request: { body: QuoteRequest }): Promise<{ status: number; body: unknown }>;
  search(request: { body: SearchInput }): Promise<{ status: number; body: unknown }>;
}

/** Creates the handler. */
export function createTsRestHandler(handlers: Handlers): (request: Request) => Promise<Response> {
  const implementation = {
    quote: async ({ body }: { body: QuoteRequest }) => ({ status: 200, body: await handlers.quote(body) }),
    search: async ({ body }: { body: SearchInput }) => ({ status: 200, body: await handlers.search(body) }),
  };
  return createFetchHandler(contract, implementation as never);
}

/**
 * Creates the client.
 * @param api sends the requests; default: the built-in fetch.
 */
export function createTsRestCaller(baseUrl: string, api?: ApiFetcher): Caller {
  const options = { baseUrl, baseHeaders: {}, ...(api && { api }) };
  const client = initClient(contract, options) as unknown as Client;
  return {
    quote: async (body) => unwrap<Quote>(await client.quote({ body })),
    search: async (body) => unwrap<Quote[]>(await client.search({ body })),
  };
}

function unwrap<Body>({ status, body }: { readonly status: number; readonly body: unknown }): Body {
  if (status !== 200) throw new Error(`expected 200, found ${status}`);
  return body as Body;
}
