/** Seamline: an application that hosts nothing, its client of the orders service, and the route that the environment gives. */

import { OrdersClient } from "@bench/orders-client";
import { ordersContract } from "@bench/orders-client/contract";
import { createApplication } from "@seamline/core";
import { http } from "@seamline/http";
import { signingKeys } from "../../seamline/signing-keys.ts";
import type { Caller } from "../../subject/subject.ts";

/** Not signed. @param options of the route: `?connections=32`. */
export function openSeamline(url: string, options = ""): Promise<Caller> {
  return open({ SEAMLINE_ORDERS: url + options });
}

/** Every call signed. */
export function openSeamlineSigned(url: string): Promise<Caller> {
  return open({ SEAMLINE_ORDERS: url, SEAMLINE_KEYS: signingKeys });
}

async function open(env: Readonly<Record<string, string>>): Promise<Caller> {
  const app = createApplication({ modules: { orders: { contract: ordersContract } }, transports: [http()], env });
  await app.start();
  const client = app.client(OrdersClient);
  return {
    quote: (input) => client.quote(input),
    search: (input) => client.search(input),
    close: () => app.stop(),
  };
}
