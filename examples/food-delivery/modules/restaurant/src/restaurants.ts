/** The restaurants in the database. */

import type { Restaurant } from "@food/restaurant-client";
import { inject, injectable, type ServiceIdentifier } from "inversify";
import type { Generated, Kysely } from "kysely";

/** The tables of this module's database. */
export interface RestaurantTables {
  readonly restaurant: {
    readonly id: Generated<number>;
    readonly name: string;
    /** 1 if the restaurant accepts orders, 0 if it declines them. */
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

  /** `true` if the restaurant accepts orders; `false` if it does not exist. */
  async acceptsOrders(id: number): Promise<boolean> {
    const found = await this.database
      .selectFrom("restaurant")
      .select("acceptsOrders")
      .where("id", "=", id)
      .executeTakeFirst();
    return found?.acceptsOrders === 1;
  }
}
