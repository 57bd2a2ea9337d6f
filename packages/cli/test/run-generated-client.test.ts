/** Generated sources run directly by Node, against a dispatcher in the same process. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

const program = `
import { createClient, ServiceError } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { restaurantContract } from "./clients/restaurant/src/generated/handlers.ts";
import { RestaurantClient, RestaurantClosed, RestaurantNotFound } from "./clients/restaurant/src/generated/index.ts";
import { TooMany, ViewsClient } from "./clients/views/src/generated/index.ts";
import { viewsContract } from "./clients/views/src/generated/handlers.ts";
import { createViewsMock, viewsFakes } from "./clients/views/src/generated/testing.ts";

const seen = {};
const restaurants = createClient(RestaurantClient, createInProcessTransport(createDispatcher(restaurantContract, {
  getRestaurant({ restaurantId }) {
    if (restaurantId > 9) throw new RestaurantNotFound({ restaurantId });
    return { id: restaurantId, name: "My restaurant", secret: true };
  },
  listRestaurants: (input) => { seen.list = input; return { items: [], next: null }; },
  renameRestaurant() { throw new RestaurantClosed({ message: "closed for good" }); },
  acceptsOrders: () => true,
  ping: async () => {},
})));
const views = createClient(ViewsClient, createInProcessTransport(createDispatcher(viewsContract, {
  ...Object.fromEntries(Object.keys(viewsContract.operations).map((name) => [name, () => undefined])),
  write: ({ written, text, pages }) => ({ written: new Date(written.getTime() + 1000), text: text + "!", pages }),
  count: ({ from }) => from + 1n,
  store() { throw new TooMany({}); },
})));

const mock = createViewsMock();
const mocked = createClient(ViewsClient, mock);
mock.stubs.write.respond(({ written, text, pages }) => ({ written, text: text + "?", pages }));
mock.stubs.store.fail(new TooMany({}));

const failure = async (promise) => {
  try { return await promise; } catch (error) {
    return {
      class: error.constructor.name, code: error.code, reason: error.reason, message: error.message,
      details: error.details, sent: error.sent, service: ServiceError.is(error),
    };
  }
};
const wrong = await restaurants.safe.getRestaurant({ restaurantId: -1 });
console.log(JSON.stringify({
  get: await restaurants.getRestaurant({ restaurantId: 1 }),
  notFound: await failure(restaurants.getRestaurant({ restaurantId: 10 })),
  closed: await failure(restaurants.renameRestaurant({ restaurantId: 1, name: "x" })),
  list: await restaurants.listRestaurants(), seen,
  accepts: await restaurants.acceptsOrders({ restaurantId: 1 }),
  ping: (await restaurants.ping()) === undefined,
  safe: await restaurants.safe.getRestaurant({ restaurantId: 2 }),
  sameView: restaurants.safe === restaurants.safe,
  wrong: { ok: wrong.ok, code: wrong.error.code },
  note: await views.write({ written: new Date(0), pages: [{ size: 3 }] }),
  count: String(await views.count()),
  mockedNote: await mocked.write({ written: new Date(0), pages: [{ size: 3 }] }),
  mockedTooMany: await failure(mocked.store({ content: new Uint8Array([1]), source: null, tags: new Set(["a"]) })),
  fakes: [viewsFakes.Note({ text: "mine" }), viewsFakes.Note().written instanceof Date],
  mockedCalls: [mock.calls.length, mock.stubs.write.calls[0].input, [...mock.stubs.store.calls[0].input.tags]],
  tooMany: await failure(views.store({ content: new Uint8Array([1]), source: null, tags: new Set(["a"]) })),
}));
`;

describe("generated clients, run by Node", () => {
  let workspace: Workspace;
  let result: Record<string, unknown>;
  beforeAll(async () => {
    workspace = createWorkspace();
    for (const name of ["restaurant", "views"]) workspace.addCase(name);
    workspace.offerTesting("views");
    await workspace.seamline(["generate"]);
    workspace.write("program.ts", program);
    const { stdout, stderr } = await workspace.node("program.ts");
    expect(stderr).toBe("");
    result = JSON.parse(stdout);
  });
  afterAll(() => workspace.dispose());

  it("returns the contract's values, with defaults applied and unknown keys stripped", () => {
    expect(result).toMatchObject({
      get: { id: 1, name: "My restaurant" },
      list: { items: [], next: null },
      seen: { list: { limit: 20 } },
      accepts: true,
      ping: true,
    });
    expect(result.get).not.toHaveProperty("secret");
  });

  it("throws the declared class, with its details or without", () => {
    expect(result.notFound).toEqual({
      class: "RestaurantNotFound",
      code: "not_found",
      reason: "restaurantNotFound",
      message: "no restaurant has this id",
      details: { restaurantId: 10 },
      sent: "processed",
      service: true,
    });
    expect(result.closed).toEqual({
      class: "RestaurantClosed",
      code: "failed_precondition",
      reason: "restaurantClosed",
      message: "closed for good",
      sent: "processed",
      service: true,
    });
  });

  it("returns results through the safe view, which is created once", () => {
    expect(result.safe).toEqual({ ok: true, value: { id: 2, name: "My restaurant" } });
    expect(result.wrong).toEqual({ ok: false, code: "invalid_argument" });
    expect(result.sameView).toBe(true);
  });

  it("carries domain values through codecs", () => {
    expect(result.note).toEqual({ text: "!", written: "1970-01-01T00:00:01.000Z", pages: [{ size: 3, sort: "up" }] });
    expect(result.count).toBe("1");
    expect(result.tooMany).toMatchObject({ class: "TooMany", details: { limit: 10 } });
  });

  it("is mocked with the contract's values, codecs, defaults and error classes", () => {
    const page = { size: 3, sort: "up" };
    expect(result.mockedNote).toEqual({ text: "?", written: "1970-01-01T00:00:00.000Z", pages: [page] });
    expect(result.mockedTooMany).toEqual(result.tooMany);
    expect(result.fakes).toMatchObject([{ text: "mine", written: expect.any(String) }, true]);
    expect(result.mockedCalls).toEqual([2, { text: "", written: "1970-01-01T00:00:00.000Z", pages: [page] }, ["a"]]);
  });
});
