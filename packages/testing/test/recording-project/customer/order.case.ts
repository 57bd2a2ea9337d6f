import { createClient } from "@seamline/core";
import { createMock } from "@seamline/testing";
import { recorder } from "@seamline/testing/vitest";
import { describe, expect, it } from "vitest";
import { RestaurantClient, RestaurantNotFound } from "../../restaurant.ts";

const mock = createMock(RestaurantClient);
const restaurant = createClient(RestaurantClient, recorder.record(mock), { caller: "customer" });

describe("an order", () => {
  it("is placed", async () => {
    recorder.given("restaurant", "there is a restaurant", { id: 5 });
    mock.stubs.getRestaurant.respond({ id: 5, name: "Da Enzo" });
    expect(await restaurant.getRestaurant({ restaurantId: 5 })).toMatchObject({ name: "Da Enzo" });
  });

  it("is refused", async () => {
    mock.stubs.getRestaurant.fail(({ restaurantId }) => new RestaurantNotFound({ restaurantId }));
    await expect(restaurant.getRestaurant({ restaurantId: 9 })).rejects.toThrow(/found/);
  });

  it.skip("is skipped: a test that does not run keeps its recorded interactions", () => undefined);
});
