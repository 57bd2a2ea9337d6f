/** Orders and deliveries when a step fails after another has succeeded. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shapes } from "../app/demo/shape.ts";
import { databaseKinds } from "./database-kinds.ts";
import type { BrokenWrite } from "./databases.ts";
import { eventually } from "./eventually.ts";
import { startTestApplication, type TestApplication } from "./test-application.ts";

const variants = Object.entries(shapes).flatMap(([shape, processes]) =>
  Object.entries(databaseKinds).map(([kind, createDatabases]) => ({ shape, processes, kind, createDatabases })),
);

describe.each(variants)("a failing step, $shape, on $kind", ({ processes, createDatabases }) => {
  let app: TestApplication;

  beforeAll(async () => {
    app = await startTestApplication(processes, createDatabases);
  });
  afterAll(() => app?.stop());

  /** Runs something while a kind of write fails. */
  async function whileBroken<Result>(
    service: "courier" | "customer",
    write: BrokenWrite,
    run: () => Promise<Result>,
  ): Promise<Result> {
    const repair = await app.databases.breakWrites(service, write);
    try {
      return await run();
    } finally {
      await repair();
    }
  }

  async function findDelivery(orderId: number): Promise<number | undefined> {
    const select = `select id from delivery where related_order_id = ${orderId}`;
    const [row] = await app.databases.query("courier", select);
    return row && Number(row.id);
  }

  it("fails the order when its delivery cannot be created, and places the next one", async () => {
    const response = await whileBroken("courier", { kind: "insert", table: "delivery" }, () =>
      app.createOrder(app.restaurants.open),
    );
    expect([response.status, response.json.reason]).toEqual([503, "orderNotPlaced"]);
    const { orderId } = response.json.details;
    expect((await app.getOrder(orderId)).json).toMatchObject({ status: "failed", deliveryId: null });
    expect(await findDelivery(orderId)).toBeUndefined();
    expect((await app.createOrder(app.restaurants.open)).json.status).toBe("accepted");
  });

  it("fails the order when it cannot be stored as accepted, and never carries out its delivery", async () => {
    const accepting = { kind: "update", table: "order", when: "new.status = 'accepted'" } as const;
    const response = await whileBroken("customer", accepting, () => app.createOrder(app.restaurants.open));
    expect([response.status, response.json.reason]).toEqual([503, "orderNotPlaced"]);
    const { orderId } = response.json.details;
    expect((await app.getOrder(orderId)).json).toMatchObject({ status: "failed", deliveryId: null });

    const deliveryId = (await findDelivery(orderId)) ?? 0;
    expect((await app.changeDelivery(deliveryId, "delivering")).status).toBe(412);
    expect((await app.getDelivery(deliveryId)).json.status).toBe("failed");
    expect((await app.getOrder(orderId)).json.status).toBe("failed");
  });

  it("takes a delivery back when its order cannot follow, and the next attempt succeeds", async () => {
    const { id, deliveryId } = (await app.createOrder(app.restaurants.open)).json;
    await app.changeDelivery(deliveryId, "courier_assigned");
    const response = await whileBroken("customer", { kind: "update", table: "order" }, () =>
      app.changeDelivery(deliveryId, "delivering"),
    );
    expect([response.status, response.json.reason]).toEqual([503, "deliveryNotChanged"]);
    expect((await app.getDelivery(deliveryId)).json.status).toBe("courier_assigned");
    expect((await app.getOrder(id)).json.status).toBe("courier_assigned");
    expect((await app.changeDelivery(deliveryId, "delivering")).status).toBe(200);
  });

  it("brings a delivery and its order together after a failure between them", async () => {
    const { id, deliveryId } = (await app.createOrder(app.restaurants.open)).json;
    // The state after the courier service died between the two changes.
    await app.databases.query("courier", `update delivery set status = 'delivering' where id = ${deliveryId}`);
    expect((await app.changeDelivery(deliveryId, "delivering")).status).toBe(200);
    expect((await app.getOrder(id)).json.status).toBe("delivering");
  });

  it("fails an order whose process was killed before it was decided", async () => {
    const last = (await app.createOrder(app.restaurants.closed)).json.id as number;
    const unblock = await app.databases.blockWrites("courier", "delivery");
    let orderId: number;
    try {
      const cut = app.createOrder(app.restaurants.open).catch(() => "cut off");
      orderId = await eventually(async () => {
        const [row] = await app.databases.query("customer", `select id from "order" where id > ${last}`);
        return row && Number(row.id);
      });
      await app.shape.process("customer").stop("SIGKILL");
      expect(await cut).toBe("cut off");
    } finally {
      await unblock();
    }

    await app.databases.query("customer", `update "order" set decide_by = 0 where id = ${orderId}`);
    await app.shape.restart("customer");
    expect((await app.getOrder(orderId)).json).toMatchObject({ status: "failed", deliveryId: null });
    // The courier service may have created the delivery: it then ends with its order.
    const deliveryId = await findDelivery(orderId);
    if (deliveryId !== undefined) {
      expect((await app.changeDelivery(deliveryId, "delivering")).status).toBe(412);
      expect((await app.getDelivery(deliveryId)).json.status).toBe("failed");
    }
    expect((await app.createOrder(app.restaurants.open)).json.status).toBe("accepted");
  });

  it("does not fail an order that may still be decided", async () => {
    const later = Date.now() + 60_000;
    const insert = `insert into "order" (restaurant_id, status, decide_by) values (1, 'new', ${later}) returning id`;
    const [row] = await app.databases.query("customer", insert);
    await app.shape.process("customer").stop();
    await app.shape.restart("customer");
    expect((await app.getOrder(Number(row?.id))).json.status).toBe("new");
  });
});
