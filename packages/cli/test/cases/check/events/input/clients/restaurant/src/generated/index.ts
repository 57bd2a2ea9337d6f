export { restaurantEvents } from "./events.ts";
export class RestaurantClient {}
