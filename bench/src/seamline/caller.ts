/** The generated client of an application, as the caller of a subject. */

import { OrdersClient } from "@bench/orders-client";
import type { Application } from "@seamline/core";
import type { Caller } from "../subject/subject.ts";

/** Starts the application. */
export async function startCaller(app: Application): Promise<Caller> {
  await app.start();
  const client = app.client(OrdersClient);
  return {
    quote: (input) => client.quote(input),
    search: (input) => client.search(input),
    close: () => app.stop(),
  };
}
