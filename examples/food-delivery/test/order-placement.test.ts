/**
 * The customer module by itself: the services that it calls are mocks, its database is real. What
 * it asks of them is recorded.
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
      interceptors: { client: [recorder.intercept] },
    });
    await app.start();
    customer = app.client(CustomerClient);
    recorder.given("restaurant", "a restaurant that takes orders", { id: 1 });
    recorder.match("restaurant.acceptOrder", { answer: exact() }); // a restaurant that declines must say false
    restaurant.stubs.getRestaurant.respond({ id: 1, name: "Da Enzo" });
  });
  afterEach(async () => {
    await app.stop();
    await databases.drop();
    restaurant.reset();
    courier.reset();
  });

  it("asks the restaurant, makes a delivery, and accepts the order", async () => {
    restaurant.stubs.acceptOrder.respond(true);
    courier.stubs.createDelivery.respond(({ id }) => ({ id: 7, status: "new", relatedOrderId: id }));
    const order = await customer.createOrder({ restaurantId: 1 });
    expect(order).toMatchObject({ status: "accepted", deliveryId: 7 });
    expect(courier.stubs.createDelivery.calls).toMatchObject([
      { input: { id: order.id }, context: { caller: "customer" } },
    ]);
  });

  it("asks no courier for an order that the restaurant declines", async () => {
    recorder.given("restaurant", "a restaurant that declines orders", { id: 1 });
    restaurant.stubs.acceptOrder.respond(false);
    expect(await customer.createOrder({ restaurantId: 1 })).toMatchObject({ status: "declined", deliveryId: null });
    expect(courier.calls).toEqual([]);
  });

  it("stores nothing for a restaurant that is not there", async () => {
    recorder.given("restaurant", "no restaurant", { id: 9 });
    restaurant.stubs.getRestaurant.fail(new NoSuchRestaurant({ restaurantId: 9 }));
    await expect(customer.createOrder({ restaurantId: 9 })).rejects.toThrow(RestaurantNotFound);
    expect(await databases.query("customer", 'select * from "order"')).toEqual([]);
  });

  it("tries a courier service that cannot be reached again, and fails the order when it may have been told", async () => {
    restaurant.stubs.acceptOrder.respond(true);
    courier.stubs.createDelivery.once.unreachable().cut();
    // The failed call may be repeated, and each repetition is an order of its own.
    recorder.match("restaurant.acceptOrder", { "input.id": like(1) });
    const failed = await customer.createOrder({ restaurantId: 1 }).catch((reason: unknown) => reason);
    expect(failed).toBeInstanceOf(OrderNotPlaced);
    const { orderId = 0 } = (failed as OrderNotPlaced).details;
    expect(await customer.getOrder({ orderId })).toMatchObject({ status: "failed", deliveryId: null });
    expect(courier.calls.length).toBeGreaterThan(1);
  });
});
