/** An Express application with the two operations, inputs and outputs validated by zod. */

import { QuoteRequest, Quote as QuoteSchema, QuoteSearch, Quotes } from "@bench/orders-client/schemas";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { z } from "zod";
import type { Handlers } from "../subject/subject.ts";

/** Creates the application, not listening yet. */
export function createExpressApp(handlers: Handlers): Express {
  const app = express();
  app.use(express.json());
  const route = <Input extends z.ZodType>(
    path: string,
    input: Input,
    output: z.ZodType,
    handle: (input: z.output<Input>) => Promise<unknown>,
  ): unknown =>
    app.post(path, async (request, response) => {
      const { success, data } = input.safeParse(request.body);
      if (success) response.json(output.parse(await handle(data)));
      else response.status(400).json({ error: "invalid input" });
    });
  route("/quotes", QuoteRequest, QuoteSchema, handlers.quote);
  route("/quotes/search", QuoteSearch, Quotes, handlers.search);
  app.use(
    (_error: unknown, _request: Request, response: Response, _next: NextFunction) => void response.sendStatus(500),
  );
  return app;
}
