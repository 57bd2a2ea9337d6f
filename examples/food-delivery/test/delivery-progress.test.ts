/**
 * The courier module alone: the customer service is a mock, the database is real. Its calls to the
 * customer service are recorded.
 */

import {
  CourierClient,
  DeliveryNotChanged,
  DeliveryOrOrderNotFound,
  DeliveryStatusRefused,
} from "@food/courier-client";
import { courierContract } from "@food/courier-client/contract";
import { customerContract } from "@food/customer-client/contract";
import {
  type CustomerMock,
  createCustomerMock,
  OrderNotFound,
  OrderStatusRefused,
} from "@food/customer-client/testing";
import { restaurantContract } from "@food/restaurant-client/contract";
import { type Application, createApplication } from "@seamline/core";
import { mocks } from "@seamline/testing";
import { recorder } from "@seamline/testing/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { events } from "../app/events.ts";
import type { Databases } from "./databases.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";

describe("moving a delivery on", () => {
  const customer: CustomerMock = createCustomerMock();
  const deliveryId = 1;
  let databases: Databases;
  let app: Application;
  let courier: CourierClient;

  beforeEach(async () => {
    databases = await createSqliteDatabases();
    app = createApplication({
      modules: {
        courier: { contract: courierContract, load: () => import("@food/courier-module") },
        customer: { contract: customerContract },
        restaurant: { contract: restaurantContract },
      },
      transports: [mocks(customer)],
      env: { ...databases.variables, SEAMLINE_CUSTOMER: "mock:" },
      events,
      interceptors: { client: [recorder.intercept] },
    });
    await app.start();
    courier = app.client(CourierClient);
    await databases.query(
      "courier",
      `insert into delivery (id, related_order_id, status) values (${deliveryId}, 7, 'new') returning id`,
    );
  });
  afterEach(async () => {
    await app.stop();
    await databases.drop();
    customer.reset();
  });

  it("moves the order too", async () => {
    recorder.given("customer", "an accepted order", { id: 7 });
    customer.stubs.changeOrderStatus.respond();
    const delivery = await courier.changeDeliveryStatus({ deliveryId, status: "delivering" });
    expect(delivery).toEqual({ id: deliveryId, status: "delivering", relatedOrderId: 7 });
    expect(customer.stubs.changeOrderStatus.calls).toMatchObject([
      { input: { orderId: 7, newOrderStatus: "delivering" }, context: { caller: "courier" } },
    ]);
  });

  it("takes the delivery back when there is no such order", async () => {
    recorder.given("customer", "no order", { id: 7 });
    customer.stubs.changeOrderStatus.fail(new OrderNotFound({ orderId: 7 }));
    const change = courier.changeDeliveryStatus({ deliveryId, status: "delivering" });
    await expect(change).rejects.toThrow(DeliveryOrOrderNotFound);
    expect(await courier.getDelivery({ deliveryId })).toMatchObject({ status: "new" });
  });

  it("fails the delivery of an order that has failed", async () => {
    recorder.given("customer", "a failed order", { id: 7 });
    customer.stubs.changeOrderStatus.fail(new OrderStatusRefused({ orderId: 7, status: "failed" }));
    const change = courier.changeDeliveryStatus({ deliveryId, status: "delivering" });
    await expect(change).rejects.toThrow(DeliveryStatusRefused);
    expect(await courier.getDelivery({ deliveryId })).toMatchObject({ status: "failed" });
  });

  it("takes the delivery back when it is unknown whether the order changed", async () => {
    customer.stubs.changeOrderStatus.cut();
    const change = courier.changeDeliveryStatus({ deliveryId, status: "delivering" });
    await expect(change).rejects.toThrow(DeliveryNotChanged);
    expect(await courier.getDelivery({ deliveryId })).toMatchObject({ status: "new" });
  });
});
