/** Defect 9: code written for sub-requests breaks over HTTP, where `$request->get("orderId")` is null. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CourierClient } from "@food/courier-client";
import { CustomerClient } from "@food/customer-client";
import { type Application, createApplication } from "@seamline/core";
import { http, listen } from "@seamline/http";
import { describe, expect, it, onTestFinished } from "vitest";
import { events } from "../../app/events.ts";
import type { Databases } from "../databases.ts";
import { contracts } from "../provider.ts";
import { send } from "../requests.ts";
import { createSqliteDatabases } from "../sqlite-databases.ts";

/** Starts the modules of one process. */
async function start(databases: Databases, variables: Readonly<Record<string, string>> = {}): Promise<Application> {
  const app = createApplication({
    modules: {
      restaurant: { contract: contracts.restaurant, load: () => import("@food/restaurant-module") },
      courier: { contract: contracts.courier, load: () => import("@food/courier-module") },
      customer: { contract: contracts.customer, load: () => import("@food/customer-module") },
    },
    transports: [http()],
    events,
    env: { ...databases.variables, ...variables },
  });
  onTestFinished(() => app.stop());
  await app.start();
  return app;
}

/** Lets the courier module move an order on, with the customer module in the same process or in another. */
async function moveOrder(way: "in the process" | "over HTTP"): Promise<string> {
  const databases = await createSqliteDatabases();
  onTestFinished(() => databases.drop());
  const elsewhere = "http://127.0.0.1:9";
  const customers = await start(
    databases,
    way === "in the process" ? {} : { SEAMLINE_MODULES: "customer,restaurant", SEAMLINE_COURIER: elsewhere },
  );
  let couriers = customers;
  if (way === "over HTTP") {
    const { internal = "" } = await listen(customers, { internal: { port: 0 } });
    couriers = await start(databases, { SEAMLINE_MODULES: "courier", SEAMLINE_CUSTOMER: internal });
  }
  const order = "(id, restaurant_id, status, decide_by) values (7, 1, 'accepted', 0)";
  await databases.query("customer", `insert into "order" ${order} returning id`);
  await databases.query(
    "courier",
    "insert into delivery (id, related_order_id, status) values (1, 7, 'new') returning id",
  );
  await couriers.client(CourierClient).changeDeliveryStatus({ deliveryId: 1, status: "delivering" });
  return (await customers.client(CustomerClient).getOrder({ orderId: 7 })).status;
}

const path = "/service-customer/orders/7/status";

/** The naive handler: it reads from a bag that sub-requests fill with the attributes of the route. */
function handleNaively(bag: Readonly<Record<string, unknown>>): { readonly orderId: unknown } {
  return { orderId: bag.orderId ?? null };
}

describe("an operation with an id in its path", () => {
  it.each(["in the process", "over HTTP"] as const)("has its id %s", async (way) => {
    expect(await moveOrder(way)).toBe("delivering");
  });

  it("has none over HTTP in the naive version", async () => {
    expect(handleNaively({ orderId: 7, newOrderStatus: "delivering" })).toEqual({ orderId: 7 }); // the sub-request
    const server = createServer((_, response) => {
      response.end(JSON.stringify(handleNaively({ newOrderStatus: "delivering" }))); // the body alone
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { json } = await send(origin, { method: "PATCH", path, body: { newOrderStatus: "delivering" } });
    expect(json).toEqual({ orderId: null });
  });
});
