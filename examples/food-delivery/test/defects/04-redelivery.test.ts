/** Defect 4: consumers are not idempotent, so a message that is delivered again makes a second delivery. */

import { describe, expect, it } from "vitest";
import { eventually } from "../eventually.ts";
import { createEnvelope, startEventApplication } from "./event-application.ts";
import { NaiveBus } from "./naive-bus.ts";

const accepted = { orderId: 7, restaurantId: 1 };

describe("a message that is delivered twice", () => {
  it("takes effect once", async () => {
    const { deliver, query, untilQuiet } = await startEventApplication();
    await query(
      "customer",
      `insert into "order" (id, restaurant_id, status, decide_by) values (7, 1, 'new', 0) returning id`,
    );
    const envelope = createEnvelope("restaurant.orderAccepted.v1", accepted);
    await deliver("courier", envelope);
    await eventually(async () => (await query("courier", "select * from delivery")).length === 1 || undefined);
    await untilQuiet();
    await deliver("courier", envelope);
    await untilQuiet();
    expect(await query("courier", "select id, related_order_id from delivery")).toEqual([
      { id: 1, related_order_id: 7 },
    ]);
    // The handler did not run again: it would have published a second deliveryCreated.
    expect(await query("courier", "select message_id from seamline_inbox")).toEqual([{ message_id: envelope.id }]);
    expect(await query("customer", "select consumer from seamline_inbox")).toHaveLength(1);
  });

  it("makes two deliveries in the naive version", () => {
    const bus = new NaiveBus();
    const deliveries: { readonly relatedOrderId: number }[] = [];
    bus.on<typeof accepted>("orderAccepted", ({ orderId }) => void deliveries.push({ relatedOrderId: orderId }));
    bus.publish("orderAccepted", accepted);
    bus.publish("orderAccepted", accepted);
    expect(deliveries).toEqual([{ relatedOrderId: 7 }, { relatedOrderId: 7 }]);
  });
});
