/** A running application with its databases, and the calls of the tests. */

import { type RunningShape, type Service, type Shape, startShape } from "../app/demo/shape.ts";
import { ensureArtefact } from "./artefact.ts";
import type { Databases } from "./databases.ts";
import { type RawResponse, send } from "./requests.ts";

/** An application under test. */
export interface TestApplication {
  readonly shape: RunningShape;
  readonly databases: Databases;
  /** A restaurant that accepts orders, and one that declines them. */
  readonly restaurants: { readonly open: number; readonly closed: number };
  createOrder(restaurantId: number): Promise<RawResponse>;
  changeDelivery(deliveryId: number, status: string): Promise<RawResponse>;
  getOrder(id: number): Promise<RawResponse>;
  getDelivery(id: number): Promise<RawResponse>;
  stop(): Promise<void>;
}

/**
 * Starts a shape on new databases.
 * @param variables of its processes, beside those of the databases.
 */
export async function startTestApplication(
  shapeOfProcesses: Shape,
  createDatabases: () => Promise<Databases>,
  variables: Readonly<Record<string, string>> = {},
): Promise<TestApplication> {
  await ensureArtefact();
  const databases = await createDatabases();
  try {
    const shape = await startShape(shapeOfProcesses, {
      ...databases.variables,
      SEAMLINE_GUARDS: "error",
      OBSERVE_QUERIES: "1",
      ...variables,
    });
    return {
      shape,
      databases,
      restaurants: { open: 1, closed: await addClosedRestaurant(databases) },
      createOrder: (restaurantId) =>
        call("customer", { method: "POST", path: "/api/customer/orders", body: { restaurantId } }),
      changeDelivery: (deliveryId, status) =>
        call("courier", { method: "PATCH", path: "/api/courier/deliveries", body: { deliveryId, status } }),
      getOrder: (id) => call("customer", { path: `/api/customer/orders/${id}` }),
      getDelivery: (id) => call("courier", { path: `/api/courier/deliveries/${id}` }),
      async stop() {
        await shape.stop();
        await databases.drop();
      },
    };

    function call(service: Service, request: Parameters<typeof send>[1]): Promise<RawResponse> {
      return send(shape.process(service).public, request);
    }
  } catch (reason) {
    await databases.drop();
    throw reason;
  }
}

async function addClosedRestaurant(databases: Databases): Promise<number> {
  const insert = "insert into restaurant (name, accepts_orders) values ('Closed restaurant', 0) returning id";
  const [row] = await databases.query("restaurant", insert);
  return Number(row?.id);
}
