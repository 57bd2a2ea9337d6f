import { CustomerPublisher } from "../../clients/customer/src/generated/handlers.ts";
import { customerEvents } from "../../clients/customer/src/generated/index.ts";
import { restaurantEvents, RestaurantClient } from "../../clients/restaurant/src/generated/index.ts";

export const publisher = new CustomerPublisher();
export const client = new RestaurantClient();
export const own = customerEvents.orderCreated;
export const other = restaurantEvents.orderAccepted; // its contract does not handle it
