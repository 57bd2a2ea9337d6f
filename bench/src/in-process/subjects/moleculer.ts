/** Moleculer: a local action, its parameters validated by the included validator. */

import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";
import { ServiceBroker } from "moleculer";
import type { Subject } from "../../subject/subject.ts";

const request = {
  restaurantId: { type: "number", integer: true, positive: true },
  customer: { type: "string", min: 1, max: 80 },
  note: "string",
  quantity: { type: "number", integer: true, min: 1, max: 99 },
  express: "boolean",
};
const search = {
  restaurantId: { type: "number", integer: true, positive: true },
  limit: { type: "number", integer: true, min: 1, max: 1000 },
};

/** `broker.call`. */
export const moleculer: Subject = {
  async open(handlers) {
    const broker = new ServiceBroker({ logger: false });
    broker.createService({
      name: "orders",
      actions: {
        quote: { params: request, handler: ({ params }: { params: QuoteRequest }) => handlers.quote(params) },
        search: { params: search, handler: ({ params }: { params: SearchInput }) => handlers.search(params) },
      },
    });
    await broker.start();
    return {
      quote: async (input) => (await broker.call("orders.quote", input)) as Quote,
      search: async (input) => (await broker.call("orders.search", input)) as Quote[],
      close: () => broker.stop(),
    };
  },
};
