/** The module that replaces the routes: the same rules behind the contract. */

import { DatabaseSync } from "node:sqlite";
import { defineModule, type ModuleDefinition } from "@seamline/core";
import { restaurantsContract } from "../clients/restaurants/src/contract.ts";
import { NotEnoughSeats, RestaurantNotFound } from "../clients/restaurants/src/generated/index.ts";

interface Restaurant {
  readonly id: number;
  readonly name: string;
  readonly seats: number;
}

export const module: ModuleDefinition = defineModule({
  contract: restaurantsContract,
  start({ onStop }) {
    const database = new DatabaseSync(process.env.DATABASE ?? "existing-app.db", { timeout: 5_000 });
    onStop(() => database.close());
    const find = database.prepare("select id, name, seats from restaurants where id = ?");
    const take = database.prepare("update restaurants set seats = seats - ? where id = ? and seats >= ?");
    return {
      getRestaurant({ restaurantId }: { restaurantId: number }) {
        const found = find.get(BigInt(restaurantId));
        if (found === undefined) throw new RestaurantNotFound();
        return { ...found } as unknown as Restaurant; // the row is what the query selects
      },
      takeSeats({ restaurantId, count }: { restaurantId: number; count: number }) {
        const { changes } = take.run(BigInt(count), BigInt(restaurantId), BigInt(count));
        if (changes === 0) throw new NotEnoughSeats();
        return { reserved: count };
      },
    };
  },
});
