/** Defect 1: DeliveryCreated is neither routed nor handled, silently, so `deliveryId` stays null for ever. */

import { customerContract } from "@food/customer-client/contract";
import { type Contract, defineContract } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { startEventApplication } from "./event-application.ts";
import { NaiveBus } from "./naive-bus.ts";

/** The customer's contract without a handler of DeliveryCreated. */
function withoutHandler(): Contract {
  const { definition } = customerContract;
  const handles = definition.handles.filter((id) => id !== "courier.deliveryCreated");
  return defineContract("customer", { ...definition, handles }) as Contract;
}

/** The naive application: its courier publishes deliveryCreated, and that is all. */
function runNaive(): { readonly status: string; readonly deliveryId: number | null } {
  const bus = new NaiveBus();
  const order: { id: number; status: string; deliveryId: number | null } = { id: 1, status: "new", deliveryId: null };
  bus.on("orderCreated", () => bus.publish("orderAccepted", { orderId: order.id }));
  bus.on("orderAccepted", () => {
    order.status = "accepted";
    bus.publish("deliveryCreated", { orderId: order.id, deliveryId: 1 });
  });
  bus.publish("orderCreated", { orderId: order.id });
  return order;
}

describe("an event that nobody handles", () => {
  it("is refused at start, and the order gets its delivery once it is handled", async () => {
    await expect(startEventApplication({ contracts: { customer: withoutHandler() } })).rejects.toThrow(
      "no contract handles it, so every courier.deliveryCreated would be lost",
    );
    const { customer, untilDelivered } = await startEventApplication();
    const { id } = await customer.createOrder({ restaurantId: 1 });
    expect(await untilDelivered(id)).toEqual({ id, status: "accepted", restaurantId: 1, deliveryId: 1 });
  });

  it("is dropped without a sound by the naive version", () => {
    expect(runNaive()).toMatchObject({ status: "accepted", deliveryId: null });
  });
});
