/** The application while the process of another service is gone, or does not respond. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shapes } from "../app/demo/shape.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";
import { startTestApplication, type TestApplication } from "./test-application.ts";

describe.each(["courier apart", "all apart"] as const)("an outage, %s", (shape) => {
  let app: TestApplication;

  beforeAll(async () => {
    app = await startTestApplication(shapes[shape], createSqliteDatabases);
  });
  afterAll(() => app?.stop());

  it("fails an order while the courier service is gone, and places the next once it is back", async () => {
    await app.shape.process("courier").stop("SIGKILL");
    const response = await app.createOrder(app.restaurants.open);
    expect([response.status, response.json.reason]).toEqual([503, "orderNotPlaced"]);
    expect((await app.getOrder(response.json.details.orderId)).json).toMatchObject({
      status: "failed",
      deliveryId: null,
    });
    expect((await app.createOrder(app.restaurants.closed)).json.status).toBe("declined");

    await app.shape.restart("courier");
    expect((await app.createOrder(app.restaurants.open)).json.status).toBe("accepted");
  });

  it("fails an order when the courier service does not respond, and never carries it out", async () => {
    const courier = app.shape.process("courier");
    courier.signal("SIGSTOP");
    const response = await app.createOrder(app.restaurants.open).finally(() => courier.signal("SIGCONT"));
    expect([response.status, response.json.reason]).toEqual([503, "orderNotPlaced"]);
    const { orderId } = response.json.details;
    expect((await app.getOrder(orderId)).json).toMatchObject({ status: "failed", deliveryId: null });

    const select = `select id from delivery where related_order_id = ${orderId}`;
    const [row] = await app.databases.query("courier", select);
    if (row !== undefined) {
      expect((await app.changeDelivery(Number(row.id), "delivering")).status).toBe(412);
      expect((await app.getDelivery(Number(row.id))).json.status).toBe("failed");
    }
    expect((await app.createOrder(app.restaurants.open)).json.status).toBe("accepted");
  });

  it("leaves a delivery unchanged while the customer service is gone", async () => {
    const { id, deliveryId } = (await app.createOrder(app.restaurants.open)).json;
    await app.shape.process("customer").stop("SIGKILL");
    const response = await app.changeDelivery(deliveryId, "delivering");
    expect([response.status, response.json.reason]).toEqual([503, "deliveryNotChanged"]);
    expect((await app.getDelivery(deliveryId)).json.status).toBe("new");

    await app.shape.restart("customer");
    expect((await app.changeDelivery(deliveryId, "delivering")).status).toBe(200);
    expect((await app.getOrder(id)).json.status).toBe("delivering");
  });
});
