/** Defect 6: a late OrderAccepted moves an order from `courier_assigned` back to `accepted`. */

import { describe, expect, it } from "vitest";
import { eventually } from "../eventually.ts";
import { createEnvelope, startEventApplication } from "./event-application.ts";
import { NaiveBus } from "./naive-bus.ts";

describe("an event that comes late", () => {
  it("changes nothing", async () => {
    const { customer, courier, untilDelivered, deliver, query, untilQuiet } = await startEventApplication();
    const { id } = await customer.createOrder({ restaurantId: 1 });
    const { deliveryId } = await untilDelivered(id);
    await courier.changeDeliveryStatus({ deliveryId: deliveryId ?? 0, status: "courier_assigned" });
    const isAssigned = async () =>
      (await customer.getOrder({ orderId: id })).status === "courier_assigned" || undefined;
    await eventually(isAssigned);

    const late = ["orderAccepted", "orderDeclined"].map((name) =>
      createEnvelope(`restaurant.${name}.v1`, { orderId: id, restaurantId: 1 }),
    );
    for (const envelope of late) await deliver("customer", envelope);
    await untilQuiet();
    for (const { id: messageId } of late) {
      const handled = await query("customer", `select * from seamline_inbox where message_id = '${messageId}'`);
      expect(handled).toHaveLength(1);
    }
    expect(await customer.getOrder({ orderId: id })).toMatchObject({ status: "courier_assigned", deliveryId });
  });

  it("goes on with the delivery when deliveryCreated comes before orderAccepted", async () => {
    const { customer, deliver, query, untilDelivered, untilQuiet } = await startEventApplication();
    await query(
      "customer",
      `insert into "order" (id, restaurant_id, status, decide_by) values (7, 1, 'new', 0) returning id`,
    );
    await deliver("customer", createEnvelope("courier.deliveryCreated.v1", { orderId: 7, deliveryId: 3 }));
    expect(await untilDelivered(7)).toMatchObject({ status: "accepted", deliveryId: 3 });
    await deliver("customer", createEnvelope("restaurant.orderAccepted.v1", { orderId: 7, restaurantId: 1 }));
    await untilQuiet();
    expect(await customer.getOrder({ orderId: 7 })).toMatchObject({ status: "accepted", deliveryId: 3 });
  });

  it("takes the order back in the naive version", () => {
    const bus = new NaiveBus();
    const order = { status: "new" };
    bus.on<{ status: string }>("deliveryStatusChanged", ({ status }) => {
      order.status = status;
    });
    bus.on("orderAccepted", () => {
      order.status = "accepted";
    });
    bus.publish("deliveryStatusChanged", { status: "courier_assigned" });
    bus.publish("orderAccepted", { orderId: 1 });
    expect(order.status).toBe("accepted");
  });
});
