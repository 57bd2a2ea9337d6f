/** Fastify in-process: an injected request, and undici with a dispatcher that injects. */

import { createRequire } from "node:module";
import type { Quote } from "@bench/orders-client";
import { type Dispatcher, request } from "undici6";
import { createFastifyApp } from "../../peers/fastify-app.ts";
import type { Subject } from "../../subject/subject.ts";

/** `app.inject`. */
export const fastifyInject: Subject = {
  async open(handlers) {
    const app = createFastifyApp(handlers);
    await app.ready();
    const post = async (url: string, payload: object): Promise<unknown> => {
      const response = await app.inject({ method: "POST", url, payload });
      if (response.statusCode !== 200) throw new Error(`expected 200, found ${response.statusCode}`);
      return JSON.parse(response.payload);
    };
    return {
      quote: async (input) => (await post("/quotes", input)) as Quote,
      search: async (input) => (await post("/quotes/search", input)) as Quote[],
      close: () => app.close(),
    };
  },
};

/** The package declares no types. */
type FastifyDispatcher = new (options: {
  domain: string;
}) => Dispatcher & { route(name: string, server: unknown): void };

/** `fastify-undici-dispatcher`, with a compatible undici. */
export const fastifyDispatcher: Subject = {
  async open(handlers) {
    const app = createFastifyApp(handlers);
    await app.ready();
    const Dispatching = createRequire(import.meta.url)("fastify-undici-dispatcher") as FastifyDispatcher;
    const dispatcher = new Dispatching({ domain: ".local" });
    dispatcher.route("orders", app);
    const headers = { "content-type": "application/json" };
    const post = async (path: string, input: object): Promise<unknown> => {
      const options = { dispatcher, method: "POST", headers, body: JSON.stringify(input) } as const;
      const { statusCode, body } = await request(`http://orders.local${path}`, options);
      const output = await body.json();
      if (statusCode !== 200) throw new Error(`expected 200, found ${statusCode}`);
      return output;
    };
    return {
      quote: async (input) => (await post("/quotes", input)) as Quote,
      search: async (input) => (await post("/quotes/search", input)) as Quote[],
      async close() {
        await dispatcher.close();
        await app.close();
      },
    };
  },
};
