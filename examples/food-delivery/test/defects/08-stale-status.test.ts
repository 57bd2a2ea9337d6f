/** Defect 8: messages carry a status that is out of date, such as "new" inside OrderAccepted. */

import { type Envelope, memoryBroker, messaging, parseEnvelope } from "@seamline/messaging";
import { describe, expect, it } from "vitest";
import { eventually } from "../eventually.ts";
import { startEventApplication } from "./event-application.ts";
import { NaiveBus, type NaiveMessage } from "./naive-bus.ts";

type Published = Pick<Envelope, "type"> & { readonly data: Readonly<Record<string, unknown>> };

/** The statuses in messages that are not about a status. */
function findStatuses(messages: readonly (Published | NaiveMessage)[]): readonly unknown[] {
  return messages.filter(({ type }) => !type.includes("StatusChanged")).flatMap(({ data }) => data.status ?? []);
}

/** A way of events by a broker in memory, and what was published on it. */
function recordEvents(): { readonly events: ReturnType<typeof messaging>; readonly published: Published[] } {
  const published: Published[] = [];
  const memory = memoryBroker();
  const provider: typeof memory = {
    ...memory,
    read(url, addFault) {
      const target = memory.read(url, addFault);
      return {
        ...target,
        create(options) {
          const broker = target.create(options);
          const publish = broker.publish.bind(broker);
          broker.publish = (messages) => {
            published.push(...messages.map(({ text }) => parseEnvelope(text) as Envelope & Published));
            return publish(messages);
          };
          return broker;
        },
      };
    },
  };
  const carried = messaging({ brokers: [provider] });
  return {
    published,
    events: {
      read: (options, faults) =>
        carried.read({ ...options, env: { ...options.env, SEAMLINE_EVENTS: "memory:defect8" } }, faults),
    },
  };
}

describe("messages", () => {
  it("carry facts: ids, and the status that has been set", async () => {
    const { events, published } = recordEvents();
    const { customer, courier, untilDelivered } = await startEventApplication({ events });
    const { id } = await customer.createOrder({ restaurantId: 1 });
    const { deliveryId } = await untilDelivered(id);
    await courier.changeDeliveryStatus({ deliveryId: deliveryId ?? 0, status: "delivering" });
    await eventually(async () => (await customer.getOrder({ orderId: id })).status === "delivering" || undefined);
    expect(published.map(({ type, data }) => [type, data])).toEqual([
      ["customer.orderCreated.v1", { orderId: id, restaurantId: 1 }],
      ["restaurant.orderAccepted.v1", { orderId: id, restaurantId: 1 }],
      ["courier.deliveryCreated.v1", { orderId: id, deliveryId }],
      ["courier.deliveryStatusChanged.v1", { orderId: id, deliveryId, status: "delivering" }],
    ]);
    expect(findStatuses(published)).toEqual([]);
  });

  it("carry the order as it was before in the naive version", () => {
    const bus = new NaiveBus();
    const order = { id: 1, status: "new", restaurantId: 1 };
    bus.on<typeof order>("orderCreated", (created) => bus.publish("orderAccepted", created));
    bus.publish("orderCreated", { ...order });
    expect(findStatuses(bus.messages.filter(({ type }) => type === "orderAccepted"))).toEqual(["new"]);
  });
});
