/** The event stage when a process of it is killed: between an order's row and what follows, or before its event comes. */

import { describe, expect, it } from "vitest";
import { shapes } from "../app/demo/shape.ts";
import { brokers } from "./brokers.ts";
import { databaseKinds } from "./database-kinds.ts";
import { eventually } from "./eventually.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";
import { startTestApplication } from "./test-application.ts";

/** The leases of a killed process end after ten seconds. */
const mostSeconds = 50;

describe.each(Object.entries(databaseKinds))("a killed process of the event stage, on %s", (_, createDatabases) => {
  it("has placed the order: the next process gets it accepted, with one delivery", async () => {
    const app = await startTestApplication(shapes["all in one process"], createDatabases, {
      SEAMLINE_STAGE: "events",
    });
    try {
      // The event stays in the customer's database, as that of the restaurant takes none.
      const repair = await app.databases.breakWrites("restaurant", { kind: "insert", table: "seamline_message" });
      const { status, json } = await app.createOrder(app.restaurants.open);
      expect([status, json.status]).toEqual([200, "new"]);
      await app.shape.process("customer").stop("SIGKILL");
      await repair();
      await app.shape.restart("customer");
      const order = await eventually(async () => {
        const { json: found } = await app.getOrder(json.id);
        return found.deliveryId === null ? undefined : found;
      }, mostSeconds);
      expect(order).toMatchObject({ id: json.id, status: "accepted" });
      const select = `select id from delivery where related_order_id = ${json.id}`;
      expect((await app.databases.query("courier", select)).map(({ id }) => Number(id))).toEqual([order.deliveryId]);
    } finally {
      await app.stop();
    }
  });
});

describe.each(Object.entries(brokers))("a killed courier service of the event stage, by %s", (_, createBroker) => {
  it("makes the deliveries of orders that were accepted without it", async () => {
    const broker = createBroker();
    const app = await startTestApplication(shapes["all apart"], createSqliteDatabases, {
      SEAMLINE_STAGE: "events",
      SEAMLINE_EVENTS: broker.url,
    });
    try {
      await app.shape.process("courier").stop("SIGKILL");
      const { id } = (await app.createOrder(app.restaurants.open)).json;
      await eventually(async () => (await app.getOrder(id)).json.status === "accepted" || undefined);
      expect((await app.getOrder(id)).json.deliveryId).toBeNull();
      await app.shape.restart("courier");
      const order = await eventually(async () => {
        const { json } = await app.getOrder(id);
        return json.deliveryId === null ? undefined : json;
      }, mostSeconds);
      expect((await app.getDelivery(order.deliveryId)).json).toMatchObject({ relatedOrderId: id });
    } finally {
      await app.stop();
      await broker.remove();
    }
  });
});
