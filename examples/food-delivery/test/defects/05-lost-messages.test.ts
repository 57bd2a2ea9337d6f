/** Defect 5: there is no dead-letter queue, and queues that are declared late lose the messages before. */

import { randomBytes } from "node:crypto";
import { connect } from "amqplib";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startProcess } from "../../app/demo/application-process.ts";
import { ensureArtefact } from "../artefact.ts";
import { brokers } from "../brokers.ts";
import { eventually } from "../eventually.ts";
import { send } from "../requests.ts";
import { createSqliteDatabases } from "../sqlite-databases.ts";
import { createEnvelope, startEventApplication } from "./event-application.ts";
import { NaiveBus } from "./naive-bus.ts";

describe("a message that cannot be handled", () => {
  it("is kept with its error, and the orders behind it go on", async () => {
    const { customer, deliver, query, untilDelivered } = await startEventApplication();
    const broken = createEnvelope("restaurant.orderAccepted.v1", { orderId: "seven" });
    await deliver("courier", broken);
    const [letter] = await eventually(async () => {
      const rows = await query("courier", "select message_id, message, error from seamline_dead_letter");
      return rows.length > 0 ? rows : undefined;
    });
    expect(letter).toMatchObject({ message_id: broken.id, message: expect.stringContaining('"seven"') });
    expect(letter?.error).toContain("orderId");
    const { id } = await customer.createOrder({ restaurantId: 1 });
    expect(await untilDelivered(id)).toMatchObject({ status: "accepted" });
  });

  it("is nowhere in the naive version", () => {
    const bus = new NaiveBus();
    const kept: unknown[] = [];
    bus.on<{ orderId: unknown }>("orderAccepted", ({ orderId }) => {
      if (typeof orderId !== "number") throw new TypeError("expected a number");
      kept.push(orderId);
    });
    bus.publish("orderAccepted", { orderId: "seven" });
    expect(kept).toEqual([]);
  });
});

const createBroker = brokers.RabbitMQ;

describe.runIf(createBroker)("a service that starts for the first time after messages for it", () => {
  beforeAll(ensureArtefact);

  it("receives them, since its queue is declared by those that publish", async () => {
    const broker = (createBroker as NonNullable<typeof createBroker>)();
    const databases = await createSqliteDatabases();
    const variables = { ...databases.variables, SEAMLINE_STAGE: "events", SEAMLINE_EVENTS: broker.url };
    const first = await startProcess({
      ...variables,
      SEAMLINE_MODULES: "customer,restaurant",
      SEAMLINE_COURIER: "http://127.0.0.1:9",
    });
    onTestFinished(async () => {
      await first.stop();
      await broker.remove();
      await databases.drop();
    });
    const order = async (id: number) => (await send(first.public, { path: `/api/customer/orders/${id}` })).json;
    const { json } = await send(first.public, {
      method: "POST",
      path: "/api/customer/orders",
      body: { restaurantId: 1 },
    });
    await eventually(async () => (await order(json.id)).status === "accepted" || undefined);
    expect((await order(json.id)).deliveryId).toBeNull();

    const second = await startProcess({ ...variables, SEAMLINE_MODULES: "courier", SEAMLINE_CUSTOMER: first.internal });
    onTestFinished(async () => void (await second.stop()));
    expect(await eventually(async () => (await order(json.id)).deliveryId ?? undefined, 30)).toBe(1);
  });

  it("does not receive them in the naive version, which declares its queue when it starts", async () => {
    const connection = await connect("amqp://guest:guest@127.0.0.1:5672");
    onTestFinished(() => connection.close());
    const channel = await connection.createConfirmChannel();
    const exchange = `food-naive-${randomBytes(4).toString("hex")}`;
    await channel.assertExchange(exchange, "fanout", { autoDelete: true });
    channel.publish(exchange, "", Buffer.from("orderAccepted 1"));
    await channel.waitForConfirms(); // confirmed, and gone
    const { queue } = await channel.assertQueue("", { exclusive: true });
    await channel.bindQueue(queue, exchange, "");
    channel.publish(exchange, "", Buffer.from("orderAccepted 2"));
    await channel.waitForConfirms();
    const received: string[] = [];
    for (let got = await channel.get(queue); got !== false; got = await channel.get(queue)) {
      received.push(got.content.toString());
      channel.ack(got);
    }
    expect(received).toEqual(["orderAccepted 2"]);
  });
});
