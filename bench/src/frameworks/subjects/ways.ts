/** The ways into an application that is a node listener or a fetch handler. */

import { createRequire } from "node:module";
import { OrdersClient } from "@bench/orders-client";
import { createClient } from "@seamline/core";
import { type App, createAppTransport, createDispatcher } from "@seamline/frameworks";
import { fetchNodeHandler } from "srvx/node";
import type { Dispatcher } from "undici";
import type { Caller } from "../../subject/subject.ts";
import { createCaller, createUndiciCaller, headers } from "./posting.ts";

/** The generated client over the application, which does not know Seamline. */
export function bySeamline(app: App): Caller {
  const transport = createAppTransport(app, { foreign: true });
  const client = createClient(OrdersClient, transport);
  return {
    quote: (input) => client.quote(input),
    search: (input) => client.search(input),
    close: async () => transport.close?.(),
  };
}

/** undici's `request` over our dispatcher. */
export function byDispatcher(app: App): Caller {
  return createUndiciCaller("http://orders.local", createDispatcher(app) as unknown as Dispatcher);
}

/** The package has no declarations of its own. */
type Supertest = (app: unknown) => {
  post(path: string): { set(fields: object): { send(body: string): Promise<{ status: number; text: string }> } };
};

/** supertest, which listens on a port for each request. */
export function bySupertest(app: unknown): Caller {
  const supertest = createRequire(import.meta.url)("supertest") as Supertest;
  return createCaller((path, body) => supertest(app).post(path).set(headers).send(body));
}

/** srvx, which makes a fetch handler of a node listener. */
export function bySrvx(listener: Parameters<typeof fetchNodeHandler>[0]): Caller {
  return createCaller(async (path, body) => {
    const request = new Request(`http://orders.local${path}`, { method: "POST", headers, body });
    const response = await fetchNodeHandler(listener, request);
    return { status: response.status, text: await response.text() };
  });
}
