/** The behaviour of the application, the same in every shape and on every database. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runFlows } from "../app/demo/flows.ts";
import { shapes } from "../app/demo/shape.ts";
import { databaseKinds } from "./database-kinds.ts";
import { send } from "./requests.ts";
import { startTestApplication, type TestApplication } from "./test-application.ts";

const variants = Object.entries(shapes).flatMap(([shape, processes]) =>
  Object.entries(databaseKinds).map(([kind, createDatabases]) => ({ shape, processes, kind, createDatabases })),
);

describe.each(variants)("the application, $shape, on $kind", ({ processes, createDatabases }) => {
  let app: TestApplication;

  beforeAll(async () => {
    app = await startTestApplication(processes, createDatabases);
  });
  afterAll(() => app?.stop());

  /** Places an order that is accepted. */
  async function placeOrder(): Promise<{ id: number; deliveryId: number }> {
    const { status, json } = await app.createOrder(app.restaurants.open);
    expect([status, json.status]).toEqual([200, "accepted"]);
    return json;
  }

  it("leaves the golden transcript", async () => {
    const { text } = await runFlows(app.shape.origin, app.restaurants);
    await expect(text).toMatchFileSnapshot("golden-transcript.txt");
  });

  it("responds with the keys in the contract's order", async () => {
    const order = await placeOrder();
    expect(Object.keys(order)).toEqual(["id", "status", "restaurantId", "deliveryId"]);
    const { json } = await app.changeDelivery(order.deliveryId, "delivering");
    expect(Object.keys(json)).toEqual(["id", "status", "relatedOrderId"]);
  });

  it("moves an order with its delivery", async () => {
    const { id, deliveryId } = await placeOrder();
    for (const status of ["courier_assigned", "delivering", "successful"]) {
      expect((await app.changeDelivery(deliveryId, status)).json).toEqual({
        id: deliveryId,
        status,
        relatedOrderId: id,
      });
      expect((await app.getOrder(id)).json.status).toBe(status);
    }
  });

  it("creates no delivery for a declined order", async () => {
    const { json } = await app.createOrder(app.restaurants.closed);
    expect(json).toMatchObject({ status: "declined", deliveryId: null });
    expect(await app.databases.query("courier", `select id from delivery where related_order_id = ${json.id}`)).toEqual(
      [],
    );
  });

  it("accepts the same status twice and no step back", async () => {
    const { id, deliveryId } = await placeOrder();
    await app.changeDelivery(deliveryId, "delivering");
    expect((await app.changeDelivery(deliveryId, "delivering")).status).toBe(200);
    const back = await app.changeDelivery(deliveryId, "courier_assigned");
    expect([back.status, back.json.reason, back.json.details]).toEqual([
      412,
      "deliveryStatusRefused",
      { deliveryId, status: "delivering" },
    ]);
    expect((await app.getOrder(id)).json.status).toBe("delivering");
  });

  it("lets one of two concurrent final statuses win, for the order and the delivery alike", async () => {
    const { id, deliveryId } = await placeOrder();
    const ends = ["successful", "failed"];
    const responses = await Promise.all(ends.map((status) => app.changeDelivery(deliveryId, status)));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = ends[responses.findIndex(({ status }) => status === 200)];
    expect((await app.getDelivery(deliveryId)).json.status).toBe(winner);
    expect((await app.getOrder(id)).json.status).toBe(winner);
  });

  it("places orders that come at the same time", async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, placeOrder));
    expect(new Set(orders.map(({ id }) => id)).size).toBe(20);
    expect(new Set(orders.map(({ deliveryId }) => deliveryId)).size).toBe(20);
  });

  it("does not find a delivery whose order does not exist", async () => {
    const insert = "insert into delivery (related_order_id, status) values (1999999999, 'new') returning id";
    const [row] = await app.databases.query("courier", insert);
    const deliveryId = Number(row?.id);
    const { status, json } = await app.changeDelivery(deliveryId, "delivering");
    expect([status, json.detail]).toEqual([400, "Delivery or related order not found"]);
    expect((await app.getDelivery(deliveryId)).json.status).toBe("new");
  });

  it("violates no guard, and uses only its own tables in every module", () => {
    for (const service of ["restaurant", "courier", "customer"] as const) {
      expect(app.shape.process(service).log()).not.toMatch(
        /no-call-in-transaction|n-plus-one|call-depth|foreign-table|cross-module/,
      );
    }
  });

  it.each([
    ["a wrong type", { body: { restaurantId: "1" } }, 400],
    ["a number that is not an id", { body: { restaurantId: 0 } }, 400],
    ["a number beyond the ids", { body: { restaurantId: 2 ** 31 } }, 400],
    ["a missing field", { body: {} }, 400],
    ["no body", {}, 400],
    ["malformed JSON", { body: "{restaurantId:1}" }, 400],
    ["another content type", { body: "restaurantId=1", headers: { "content-type": "text/plain" } }, 415],
  ])("refuses %s", async (_, request, status) => {
    const path = "/api/customer/orders";
    const response = await send(app.shape.origin(path), { method: "POST", path, ...request });
    expect([response.status, response.json.code]).toEqual([status, "invalid_argument"]);
    expect(response.headers["content-type"]).toBe("application/problem+json");
    await placeOrder();
  });

  it.each([
    ["POST", "/service-courier/deliveries"],
    ["POST", "/api/courier/service-courier/deliveries"],
    ["POST", "/api/courier/%73ervice-courier/deliveries"],
    ["POST", "/%73ervice-courier/deliveries"],
    ["POST", "//service-courier/deliveries"],
    ["POST", "/service-courier//deliveries"],
    ["POST", "/api/../service-courier/deliveries"],
    ["POST", "/api/courier/%2e%2e/%2e%2e/service-courier/deliveries"],
    ["POST", "/SERVICE-COURIER/deliveries"],
    ["POST", "/service-courier/deliveries;x=1"],
    ["POST", "/service-courier/deliveries."],
    ["POST", "http://127.0.0.1/service-courier/deliveries"],
    ["POST", "/service-restaurant/orders/actions/accept"],
    ["GET", "/service-restaurant/restaurants/1"],
    ["PATCH", "/service-customer/orders/1/status"],
  ])("responds to %s %s on the public listeners as to any unknown route", async (method, path) => {
    const body = method === "GET" ? {} : { body: { id: 1, status: "new", restaurantId: 1, deliveryId: null } };
    for (const { public: origin } of new Set((["restaurant", "courier", "customer"] as const).map(app.shape.process))) {
      const unknown = await send(origin, { method, path: "/nothing/here", ...body });
      const response = await send(origin, { method, path, ...body });
      expect(response.status).toBe(404);
      expect({ ...response, headers: { ...response.headers, date: "" } }).toEqual({
        ...unknown,
        headers: { ...unknown.headers, date: "" },
      });
    }
  });
});
