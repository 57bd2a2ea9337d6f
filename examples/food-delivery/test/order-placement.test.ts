/**
 * The customer module alone: the services that it calls are mocks, the database is real. Its calls
 * to them are recorded.
 */

import { courierContract } from "@food/courier-client/contract";
import { type CourierMock, createCourierMock } from "@food/courier-client/testing";
import { CustomerClient, OrderNotPlaced, RestaurantNotFound } from "@food/customer-client";
import { customerContract } from "@food/customer-client/contract";
import { restaurantContract } from "@food/restaurant-client/contract";
import {
  createRestaurantMock,
  RestaurantNotFound as NoSuchRestaurant,
  type RestaurantMock,
} from "@food/restaurant-client/testing";
import { type Application, createApplication } from "@seamline/core";
import { exact, like, mocks } from "@seamline/testing";
import { recorder } from "@seamline/testing/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { events } from "../app/events.ts";
import type { Databases } from "./databases.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";

describe("placing an order", () => {
  const restaurant: RestaurantMock = createRestaurantMock();
  const courier: CourierMock = createCourierMock();
  let databases: Databases;
  let app: Application;
  let customer: CustomerClient;

  beforeEach(async () => {
    databases = await createSqliteDatabases();
    app = createApplication({
      modules: {
        customer: { contract: customerContract, load: () => import("@food/customer-module") },
        restaurant: { contract: restaurantContract },
        courier: { contract: courierContract },
      },
      transports: [mocks(restaurant, courier)],
      env: { ...databases.variables, SEAMLINE_RESTAURANT: "mock:", SEAMLINE_COURIER: "mock:" },
      events,
      interceptors: { client: [recorder.intercept] },
    });
    await app.start();
    customer = app.client(CustomerClient);
    recorder.given("restaurant", "a restaurant that takes orders", { id: 1 });
    recorder.match("restaurant.acceptOrder", { output: exact() }); // a restaurant that declines must return false
    restaurant.stubs.getRestaurant.respond({ id: 1, name: "Da Enzo" });
  });
  afterEach(async () => {
    await app.stop();
    await databases.drop();
    restaurant.reset();
    courier.reset();
  });

  it("calls the restaurant, creates a delivery, and accepts the order", async () => {
    restaurant.stubs.acceptOrder.respond(true);
    courier.stubs.createDelivery.respond(({ id }) => ({ id: 7, status: "new", relatedOrderId: id }));
    const order = await customer.createOrder({ restaurantId: 1 });
    expect(order).toMatchObject({ status: "accepted", deliveryId: 7 });
    expect(courier.stubs.createDelivery.calls).toMatchObject([
      { input: { id: order.id }, context: { caller: "customer" } },
    ]);
  });

  it("calls no courier for an order that the restaurant declines", async () => {
    recorder.given("restaurant", "a restaurant that declines orders", { id: 1 });
    restaurant.stubs.acceptOrder.respond(false);
    expect(await customer.createOrder({ restaurantId: 1 })).toMatchObject({ status: "declined", deliveryId: null });
    expect(courier.calls).toEqual([]);
  });

  it("stores nothing for a restaurant that does not exist", async () => {
    recorder.given("restaurant", "no restaurant", { id: 9 });
    restaurant.stubs.getRestaurant.fail(new NoSuchRestaurant({ restaurantId: 9 }));
    await expect(customer.createOrder({ restaurantId: 9 })).rejects.toThrow(RestaurantNotFound);
    expect(await databases.query("customer", 'select * from "order"')).toEqual([]);
  });

  it("retries an unreachable courier service, and fails the order when the call may have run", async () => {
    restaurant.stubs.acceptOrder.respond(true);
    courier.stubs.createDelivery.once.unreachable().cut();
    // The failed call may be repeated, and each attempt is another order.
    recorder.match("restaurant.acceptOrder", { "input.id": like(1) });
    const failed = await customer.createOrder({ restaurantId: 1 }).catch((reason: unknown) => reason);
    expect(failed).toBeInstanceOf(OrderNotPlaced);
    const { orderId = 0 } = (failed as OrderNotPlaced).details;
    expect(await customer.getOrder({ orderId })).toMatchObject({ status: "failed", deliveryId: null });
    expect(courier.calls.length).toBeGreaterThan(1);
  });
});
