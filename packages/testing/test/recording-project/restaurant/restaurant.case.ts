import { createDispatcher } from "@seamline/core/extend";
import { verifyInteractions } from "@seamline/testing/vitest";
import { RestaurantNotFound, restaurantContract } from "../../restaurant.ts";

const restaurants = new Map<number, object>();
const none = () => [];

verifyInteractions({
  contract: restaurantContract,
  files: new URL("../customer/contracts/interactions", import.meta.url),
  target: () =>
    createDispatcher(restaurantContract, {
      getRestaurant({ restaurantId }: { restaurantId: number }) {
        const found = restaurants.get(restaurantId);
        if (found === undefined) throw new RestaurantNotFound({ restaurantId });
        return found;
      },
      async *watch() {
        yield { id: 7, name: "Sora Lella" };
      },
      ...{ search: none, openRestaurant: none, close: none, total: none, photo: none, upload: none, restricted: none },
    }),
  states: {
    "there is a restaurant"({ id }: { id: number }) {
      restaurants.set(id, { id, name: "Sora Lella" });
      return () => restaurants.delete(id);
    },
  },
});
