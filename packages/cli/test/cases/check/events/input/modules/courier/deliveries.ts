import * as customer from "../../clients/customer/src/generated/index.ts";

const { orderCanceled } = customer.customerEvents;
export const events = [customer.customerEvents.orderCreated, orderCanceled];
for (const event of Object.values(customer.customerEvents)) console.log(event);
