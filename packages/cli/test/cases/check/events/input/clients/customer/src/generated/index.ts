export { customerEvents } from "./events.ts";
export class CustomerClient {}
