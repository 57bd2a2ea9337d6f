/** The operations of the restaurant service. */

import {
  type AcceptOrderInput,
  type GetRestaurantInput,
  type Restaurant,
  RestaurantNotFound,
} from "@food/restaurant-client";
import type { RestaurantHandlers } from "@food/restaurant-client/handlers";
import { inject, injectable } from "inversify";
import { Restaurants } from "./restaurants.ts";

@injectable()
export class RestaurantService implements RestaurantHandlers {
  constructor(@inject(Restaurants) private readonly restaurants: Restaurants) {}

  async getRestaurant({ restaurantId }: GetRestaurantInput): Promise<Restaurant> {
    const restaurant = await this.restaurants.find(restaurantId);
    if (restaurant === undefined) throw new RestaurantNotFound({ restaurantId });
    return restaurant;
  }

  async acceptOrder({ restaurantId }: AcceptOrderInput): Promise<boolean> {
    return this.restaurants.acceptsOrders(restaurantId);
  }
}
