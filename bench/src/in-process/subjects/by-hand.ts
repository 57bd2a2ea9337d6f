/** Hand-written code without a service library: from a bare call to copies by the platform. */

import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";
import { QuoteRequest as InputSchema, Quote as QuoteSchema, QuoteSearch, Quotes } from "@bench/orders-client/schemas";
import { z } from "zod";
import type { Subject } from "../../subject/subject.ts";

/** A bare call. */
export const bare: Subject = { open: (handlers) => handlers };

/** Checks and copies written out, field by field. */
export const checkAndCopy: Subject = {
  open: (handlers) => ({
    quote: async (input) => copyQuote(await handlers.quote(copyRequest(input))),
    search: async (input) => (await handlers.search(copySearch(input))).map(copyQuote),
  }),
};

/** Both ends validated by zod: the floor of an in-process call of Seamline. */
export const zodParse: Subject = {
  open: (handlers) => ({
    quote: async (input) => QuoteSchema.parse(await handlers.quote(InputSchema.parse(input))),
    search: async (input) => Quotes.parse(await handlers.search(QuoteSearch.parse(input))),
  }),
};

/** The same, compiled. */
export const zodCompile: Subject = {
  open(handlers) {
    const [request, quote] = [z.compile(InputSchema), z.compile(QuoteSchema)];
    const [search, quotes] = [z.compile(QuoteSearch), z.compile(Quotes)];
    return {
      quote: async (input) => quote.parse(await handlers.quote(request.parse(input))),
      search: async (input) => quotes.parse(await handlers.search(search.parse(input))),
    };
  },
};

/** Validated, and sent through JSON text as on a wire. */
export const zodAndJson: Subject = withCopies((value) => JSON.parse(JSON.stringify(value)));

/** Validated, and copied by the platform. */
export const zodAndClone: Subject = withCopies((value) => structuredClone(value));

function withCopies(copy: <Value>(value: Value) => Value): Subject {
  return {
    open: (handlers) => ({
      quote: async (input) => copy(QuoteSchema.parse(await handlers.quote(InputSchema.parse(copy(input))))),
      search: async (input) => copy(Quotes.parse(await handlers.search(QuoteSearch.parse(copy(input))))),
    }),
  };
}

function copyRequest(input: QuoteRequest): QuoteRequest {
  const { restaurantId, customer, note, quantity, express } = input;
  if (!Number.isSafeInteger(restaurantId) || restaurantId <= 0) refuse("restaurantId");
  if (typeof customer !== "string" || customer.length < 1 || customer.length > 80) refuse("customer");
  if (typeof note !== "string") refuse("note");
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > 99) refuse("quantity");
  if (typeof express !== "boolean") refuse("express");
  return { restaurantId, customer, note, quantity, express };
}

function copySearch(input: SearchInput): SearchInput {
  const { restaurantId, limit } = input;
  if (!Number.isSafeInteger(restaurantId) || restaurantId <= 0) refuse("restaurantId");
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1000) refuse("limit");
  return { restaurantId, limit };
}

function copyQuote(quote: Quote): Quote {
  const { id, restaurantId, customer, total, express } = quote;
  if (!Number.isSafeInteger(id)) refuse("id");
  if (!Number.isSafeInteger(restaurantId)) refuse("restaurantId");
  if (typeof customer !== "string") refuse("customer");
  if (typeof total !== "number" || !Number.isFinite(total)) refuse("total");
  if (typeof express !== "boolean") refuse("express");
  return { id, restaurantId, customer, total, express };
}

function refuse(field: string): never {
  throw new TypeError(`${field} is outside the contract`);
}
