/** A Fastify application with the two operations, inputs and outputs validated by zod. */

import { QuoteRequest, Quote as QuoteSchema, QuoteSearch, Quotes } from "@bench/orders-client/schemas";
import { type FastifyInstance, fastify } from "fastify";
import type { z } from "zod";
import type { Handlers } from "../subject/subject.ts";

/** Creates the application, not listening yet. */
export function createFastifyApp(handlers: Handlers): FastifyInstance {
  const app = fastify();
  app.setValidatorCompiler(({ schema }) => (data) => {
    const result = (schema as z.ZodType).safeParse(data);
    return result.success ? { value: result.data } : { error: result.error };
  });
  app.setSerializerCompiler(
    ({ schema }) =>
      (data) =>
        JSON.stringify((schema as z.ZodType).parse(data)),
  );
  const quote = { body: QuoteRequest, response: { 200: QuoteSchema } };
  app.post("/quotes", { schema: quote }, ({ body }) => handlers.quote(body as z.output<typeof QuoteRequest>));
  const search = { body: QuoteSearch, response: { 200: Quotes } };
  app.post("/quotes/search", { schema: search }, ({ body }) => handlers.search(body as z.output<typeof QuoteSearch>));
  return app;
}
