/**
 * The two payloads that every subject carries: five fields out and back, and a hundred rows back.
 */

import { z } from "zod";

/** An order to quote. */
export const QuoteRequest = z
  .object({
    restaurantId: z.int().positive(),
    customer: z.string().min(1).max(80),
    note: z.string(),
    quantity: z.int().min(1).max(99),
    express: z.boolean(),
  })
  .meta({ id: "QuoteRequest" });

/** The price of an order. */
export const Quote = z
  .object({
    id: z.int(),
    restaurantId: z.int(),
    customer: z.string(),
    total: z.number(),
    express: z.boolean(),
  })
  .meta({ id: "Quote" });

/** A search for earlier quotes. */
export const QuoteSearch = z.object({ restaurantId: z.int().positive(), limit: z.int().min(1).max(1000) });

/** Many rows. */
export const Quotes = z.array(Quote);
