/** The application that hosts the measured module, in this process or behind a listener. */

import { type OrdersHandlers, ordersContract } from "@bench/orders-client/handlers";
import { type ApplicationOptions, defineModule } from "@seamline/core";

/** Options of the application. */
export function describeHosted({ quote, search }: OrdersHandlers): ApplicationOptions {
  const module = defineModule({ contract: ordersContract, start: () => ({ quote, search }) });
  return {
    modules: { orders: { contract: ordersContract, load: async () => module } },
    onError: () => undefined, // the probe provokes errors; the caller's rejection is checked
  };
}
