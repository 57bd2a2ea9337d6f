/**
 * The contents of a variant's build: the whole in-process path, the measured service, and the needs
 * of its checks.
 */

import { OrdersClient } from "@bench/orders-client";
import type { OrdersHandlers } from "@bench/orders-client/handlers";
import { createApplication, currentContext } from "@seamline/core";
import { type AppOptions, fromModule, fromOutside } from "../in-process/subjects/seamline.ts";
import { describeHosted } from "../seamline/hosted.ts";

export { currentContext, fromModule, fromOutside };

/** A running application, and its client with all call options. */
export interface Running {
  readonly client: OrdersClient;
  stop(): Promise<void>;
}

/** Starts an application with some handlers. */
export async function startOrders(handlers: OrdersHandlers, options: AppOptions): Promise<Running> {
  const app = createApplication({ ...describeHosted(handlers), ...options });
  await app.start();
  return { client: app.client(OrdersClient), stop: () => app.stop() };
}
