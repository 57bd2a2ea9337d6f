/**
 * The application: every service with its contract and the location of its module. Nothing is
 * imported before it starts.
 */

import { courierContract } from "@food/courier-client/contract";
import { customerContract } from "@food/customer-client/contract";
import { restaurantContract } from "@food/restaurant-client/contract";
import { type Application, createApplication } from "@seamline/core";
import { http } from "@seamline/http";
import { events } from "./events.ts";

export const application: Application = createApplication({
  modules: {
    restaurant: { contract: restaurantContract, load: () => import("@food/restaurant-module") },
    courier: { contract: courierContract, load: () => import("@food/courier-module") },
    customer: { contract: customerContract, load: () => import("@food/customer-module") },
  },
  transports: [http()],
  events,
  env: process.env,
});
