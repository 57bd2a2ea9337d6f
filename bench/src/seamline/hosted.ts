/** The application that hosts the measured module, in this process or behind a listener. */

import { ordersContract } from "@bench/orders-client/handlers";
import { type ApplicationOptions, defineModule } from "@seamline/core";
import type { Handlers } from "../subject/subject.ts";

/** What to make the application of. */
export function describeHosted({ quote, search }: Handlers): ApplicationOptions {
  const module = defineModule({ contract: ordersContract, start: () => ({ quote, search }) });
  return {
    modules: { orders: { contract: ordersContract, load: async () => module } },
    onError: () => undefined, // the probe provokes errors; the caller's rejection is what counts
  };
}
