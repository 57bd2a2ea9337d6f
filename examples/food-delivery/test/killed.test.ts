/** The event stage when its process is killed between an order's row and everything that follows from it. */

import { describe, expect, it } from "vitest";
import { shapes } from "../app/demo/shape.ts";
import { databaseKinds } from "./database-kinds.ts";
import { eventually } from "./eventually.ts";
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
