/**
 * What a build of one variant has in it: the whole in-process path, the measured service, and what
 * its checks need.
 */

import { OrdersClient } from "@bench/orders-client";
import type { OrdersHandlers } from "@bench/orders-client/handlers";
import { createApplication, currentContext } from "@seamline/core";
import { fromModule, fromOutside, type Settings } from "../in-process/subjects/seamline.ts";
import { describeHosted } from "../seamline/hosted.ts";

export { currentContext, fromModule, fromOutside };

/** An application that runs, and its client with all that a call can be told. */
export interface Running {
  readonly client: OrdersClient;
  stop(): Promise<void>;
}

/** Starts an application with some handlers. */
export async function startOrders(handlers: OrdersHandlers, settings: Settings): Promise<Running> {
  const app = createApplication({ ...describeHosted(handlers), ...settings });
  await app.start();
  return { client: app.client(OrdersClient), stop: () => app.stop() };
}
