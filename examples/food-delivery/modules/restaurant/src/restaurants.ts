/** The restaurants, as they are stored. */

import type { Restaurant } from "@food/restaurant-client";
import { inject, injectable, type ServiceIdentifier } from "inversify";
import type { Generated, Kysely } from "kysely";

/** The tables of this module's database. */
export interface RestaurantTables {
  readonly restaurant: {
    readonly id: Generated<number>;
    readonly name: string;
    /** 1 when the restaurant takes orders, 0 when it declines them. */
    readonly acceptsOrders: Generated<0 | 1>;
  };
}

/** The token of this module's database. */
export const RestaurantDatabase: ServiceIdentifier<Kysely<RestaurantTables>> = Symbol("RestaurantDatabase");

@injectable()
export class Restaurants {
  constructor(@inject(RestaurantDatabase) private readonly database: Kysely<RestaurantTables>) {}

  async find(id: number): Promise<Restaurant | undefined> {
    return this.database.selectFrom("restaurant").select(["id", "name"]).where("id", "=", id).executeTakeFirst();
  }

  /** Whether a restaurant takes orders. One that does not exist takes none. */
  async acceptsOrders(id: number): Promise<boolean> {
    const found = await this.database
      .selectFrom("restaurant")
      .select("acceptsOrders")
      .where("id", "=", id)
      .executeTakeFirst();
    return found?.acceptsOrders === 1;
  }
}
