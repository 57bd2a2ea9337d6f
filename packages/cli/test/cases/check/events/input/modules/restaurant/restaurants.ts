import { CustomerPublisher } from "../../clients/customer/src/generated/handlers.ts";
import { customerEvents as events } from "../../clients/customer/src/generated/index.ts";

export const publisher = new CustomerPublisher(); // not its own
export function start(messaging: { handle(event: unknown): void }): void {
  messaging.handle(events.orderCreated);
  messaging.handle(events["orderCanceled"]); // its contract does not handle it
  const note: typeof events.orderPaid = 3; // a type handles nothing
  console.log(note, { events: 1 });
}
