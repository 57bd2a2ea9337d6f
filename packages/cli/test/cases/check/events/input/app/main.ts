import { CustomerPublisher } from "../clients/customer/src/generated/handlers.ts";
import { customerEvents } from "../clients/customer/src/generated/index.ts";

console.log(CustomerPublisher, customerEvents.orderPaid);
