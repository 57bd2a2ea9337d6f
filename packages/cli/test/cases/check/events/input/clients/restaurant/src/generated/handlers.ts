export class RestaurantPublisher {}
