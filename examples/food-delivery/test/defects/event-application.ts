/** The application in its event stage, in the process of a test, on new SQLite databases. */

import { DatabaseSync } from "node:sqlite";
import { CourierClient } from "@food/courier-client";
import { courierContract } from "@food/courier-client/contract";
import { CustomerClient, type Order } from "@food/customer-client";
import { customerContract } from "@food/customer-client/contract";
import { restaurantContract } from "@food/restaurant-client/contract";
import { type Application, type Contract, createApplication, type EventsProvider } from "@seamline/core";
import { createMessageId, type Envelope, enqueue, sqliteDatabase } from "@seamline/messaging";
import { onTestFinished } from "vitest";
import type { Service } from "../../app/demo/shape.ts";
import { events } from "../../app/events.ts";
import type { Row } from "../databases.ts";
import { eventually } from "../eventually.ts";
import { createSqliteDatabases } from "../sqlite-databases.ts";

/** An application under test; it stops when the test ends. */
export interface EventApplication {
  readonly app: Application;
  readonly customer: CustomerClient;
  readonly courier: CourierClient;
  query(service: Service, statement: string): Promise<readonly Row[]>;
  /** Makes inserts into a table fail from now on. Returns a function that repairs it. */
  breakInserts(service: Service, table: string): Promise<() => Promise<void>>;
  /** Reads an order once it has a delivery. */
  untilDelivered(orderId: number): Promise<Order>;
  /** Puts a message into the queue of a service, as a broker's second delivery does. */
  deliver(service: Service, envelope: Envelope): Promise<void>;
  /** Waits until every queue is empty. */
  untilQuiet(): Promise<void>;
}

/** An envelope of the application's events. */
export function createEnvelope(type: string, data: Readonly<Record<string, unknown>>): Envelope {
  const [source = ""] = type.split(".");
  const time = new Date().toISOString();
  return { id: createMessageId(), source, type, time, partitionKey: String(data.orderId), data };
}

/** Starts it. */
export async function startEventApplication(
  given: { readonly contracts?: Partial<Record<Service, Contract>>; readonly events?: EventsProvider } = {},
): Promise<EventApplication> {
  const databases = await createSqliteDatabases();
  const contracts = { restaurant: restaurantContract, courier: courierContract, customer: customerContract };
  const app = createApplication({
    modules: {
      restaurant: {
        contract: given.contracts?.restaurant ?? contracts.restaurant,
        load: () => import("@food/restaurant-module"),
      },
      courier: { contract: given.contracts?.courier ?? contracts.courier, load: () => import("@food/courier-module") },
      customer: {
        contract: given.contracts?.customer ?? contracts.customer,
        load: () => import("@food/customer-module"),
      },
    },
    events: given.events ?? events,
    env: { ...databases.variables, SEAMLINE_STAGE: "events" },
  } as Parameters<typeof createApplication>[0]);
  onTestFinished(async () => {
    await app.stop();
    await databases.drop();
  });
  await app.start();
  const customer = app.client(CustomerClient);
  const { query } = databases;
  return {
    app,
    customer,
    courier: app.client(CourierClient),
    query,
    breakInserts: (service, table) => databases.breakWrites(service, { kind: "insert", table }),
    untilDelivered: (orderId) =>
      eventually(async () => {
        const order = await customer.getOrder({ orderId });
        return order.deliveryId === null ? undefined : order;
      }),
    async deliver(service, envelope) {
      const connection = new DatabaseSync(`${databases.variables.DATA_DIR}/${service}.sqlite`, { timeout: 5_000 });
      try {
        await enqueue(sqliteDatabase(connection), "sqlite", [service], envelope);
      } finally {
        connection.close();
      }
    },
    async untilQuiet() {
      for (const service of ["customer", "restaurant", "courier", "customer"] as const) {
        await eventually(async () => {
          const [row] = await query(service, "select count(*) as n from seamline_message");
          return Number(row?.n) === 0 || undefined;
        });
      }
    },
  };
}
