export { courierEvents } from "./events.ts";
export class CourierClient {}
