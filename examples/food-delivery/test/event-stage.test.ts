/** The event stage: once it is quiet it has done what the others do, whatever carries the events. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runFlows } from "../app/demo/flows.ts";
import { type Service, type Shape, services, shapes } from "../app/demo/shape.ts";
import { brokers, type TestBroker } from "./brokers.ts";
import { databaseKinds } from "./database-kinds.ts";
import { eventually } from "./eventually.ts";
import { startTestApplication, type TestApplication } from "./test-application.ts";

interface Way {
  readonly way: string;
  readonly processes: Shape;
  readonly createBroker?: () => TestBroker;
}

const ways: readonly Way[] = [
  { way: "all in one process, by database", processes: shapes["all in one process"] },
  ...Object.entries(brokers).map(([name, createBroker]) => ({
    way: `all apart, by ${name}`,
    processes: shapes["all apart"],
    createBroker,
  })),
];

const variants = ways.flatMap((way) =>
  Object.entries(databaseKinds).map(([kind, createDatabases]) => ({ ...way, kind, createDatabases })),
);

describe.each(variants)("the event stage, $way, on $kind", ({ processes, createBroker, createDatabases }) => {
  let app: TestApplication;
  let broker: TestBroker | undefined;

  beforeAll(async () => {
    broker = createBroker?.();
    app = await startTestApplication(processes, createDatabases, {
      SEAMLINE_STAGE: "events",
      ...(broker && { SEAMLINE_EVENTS: broker.url }),
    });
  });
  afterAll(async () => {
    await app?.stop();
    await broker?.remove();
  });

  const count = async (service: Service, table: string): Promise<number> =>
    Number((await app.databases.query(service, `select count(*) as n from ${table}`))[0]?.n);

  it("leaves the golden transcript of the other stages", async () => {
    const { text } = await runFlows(app.shape.origin, app.restaurants, "events");
    await expect(text).toMatchFileSnapshot("golden-transcript.txt");
  });

  it("responds before the restaurant has decided, with the keys in the contract's order", async () => {
    const { status, json } = await app.createOrder(app.restaurants.open);
    expect([status, json.status, json.deliveryId]).toEqual([200, "new", null]);
    expect(Object.keys(json)).toEqual(["id", "status", "restaurantId", "deliveryId"]);
  });

  it("makes one delivery for each of many orders that come at the same time", async () => {
    const placed = await Promise.all(Array.from({ length: 20 }, () => app.createOrder(app.restaurants.open)));
    const orders = await Promise.all(placed.map(({ json }) => untilDelivered(json.id)));
    expect(new Set(orders.map(({ deliveryId }) => deliveryId)).size).toBe(20);
    for (const { id, deliveryId } of orders)
      expect((await app.getDelivery(deliveryId)).json).toMatchObject({ relatedOrderId: id });
  });

  it("moves an order as its courier does, also without a pause between the steps", async () => {
    const { id, deliveryId } = await untilDelivered((await app.createOrder(app.restaurants.open)).json.id);
    for (const status of ["courier_assigned", "delivering", "successful"])
      expect((await app.changeDelivery(deliveryId, status)).json.status).toBe(status);
    await eventually(async () => (await app.getOrder(id)).json.status === "successful" || undefined);
  });

  it("keeps nothing in its queues, and uses only its own tables", async () => {
    for (const service of services) {
      await eventually(async () => (await count(service, "seamline_message")) === 0 || undefined);
      expect([service, await count(service, "seamline_dead_letter")]).toEqual([service, 0]);
      expect(app.shape.process(service).log()).toBe("");
    }
  });

  async function untilDelivered(id: number): Promise<{ readonly id: number; readonly deliveryId: number }> {
    return eventually(async () => {
      const { json } = await app.getOrder(id);
      return json.deliveryId === null ? undefined : json;
    });
  }
});
