/** The hybrid shape: the customer in TypeScript, the courier in Python, the restaurant in PHP. */

import { randomBytes } from "node:crypto";
import { type ApplicationProcess, startProcess, type Variables } from "./application-process.ts";
import { startPhpRestaurant, startPythonCourier } from "./foreign-process.ts";
import { findFreePort, type RunningShape, runShape, type Service, services } from "./shape.ts";

/** Starts the three processes; the same variables name their addresses as in any other shape. */
export async function startHybrid(variables: Variables): Promise<RunningShape> {
  const [customer, courier, restaurant] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const common = { ...variables, SEAMLINE_KEYS: `demo:${randomBytes(32).toString("base64")}` };
  const start: Readonly<Record<Service, () => Promise<ApplicationProcess>>> = {
    customer: () =>
      startProcess({
        ...common,
        SEAMLINE_MODULES: "customer",
        SEAMLINE_COURIER: `http://127.0.0.1:${courier}`,
        SEAMLINE_RESTAURANT: `http://127.0.0.1:${restaurant}`,
        INTERNAL_PORT: String(customer),
      }),
    courier: () =>
      startPythonCourier({
        ...common,
        SEAMLINE_CUSTOMER: `http://127.0.0.1:${customer}`,
        INTERNAL_PORT: String(courier),
      }),
    restaurant: () => startPhpRestaurant(restaurant, common),
  };
  return runShape(
    services.map((service) => [service]),
    ([service = "customer"]) => start[service](),
  );
}
