import { createClient, defineContract } from "@seamline/core";
import { createMock } from "@seamline/testing";
import { recorder } from "@seamline/testing/vitest";
import { it } from "vitest";
import { collect, RestaurantClient, restaurantContract } from "../../restaurant.ts";

const restaurantMock = createMock(RestaurantClient);
restaurantMock.stubs.watch.respond([{ id: 1, name: "Da Enzo" }]);
restaurantMock.stubs.photo.respond(new Uint8Array([1]));
const restaurant = createClient(RestaurantClient, recorder.record(restaurantMock), { caller: "customer" });

/** A service with the operations of the restaurant. */
const courierContract = defineContract("courier", restaurantContract.definition);
const courierMock = createMock(courierContract);
courierMock.stubs.photo.respond(new Uint8Array([1]));
const courier = createClient(courierContract, recorder.record(courierMock), { caller: "customer" });

async function look(): Promise<void> {
  await Promise.all([restaurant.watch({ since: 2 }), restaurant.watch({ since: 1 })].map(collect));
  await collect(courier.photo({ id: 1 }));
}

it("looks around", look);
// another
