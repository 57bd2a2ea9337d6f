/** A process of a run: an application with one or both of the services. */

import { createApplication, defineModule, type ModuleDefinition, type ModuleEntry } from "@seamline/core";
import { type Database, type Messaging, messaging, openMessaging } from "@seamline/messaging";
import { writeEffect } from "./bookkeeping.ts";
import { brokerProviders } from "./brokers.ts";
import { ledgerContract, orderPlaced, ordersContract, type PlacedOrder } from "./contracts.ts";
import { type Killer, watchRemovals } from "./kill-points.ts";

/** The name of a service. */
export type ServiceName = "orders" | "ledger";

/** The settings of a service in a process. */
export interface ServiceOptions {
  readonly hosted: readonly ServiceName[];
  readonly orders: Database;
  readonly ledger: Database;
  readonly killer: Killer;
  readonly env: Readonly<Record<string, string>>;
  readonly leaseMs: number;
  /** Milliseconds that a handler waits within its transaction. */
  readonly handlingMs: number;
  onError(error: unknown): void;
}

/** What a process does for its orders. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Publishes an order in its transaction. */
  publish(transaction: unknown, order: PlacedOrder): Promise<void>;
  /** Called when its transaction has been committed. */
  announce(order: PlacedOrder): Promise<void>;
}

/** Makes an application with the services that it hosts. */
export function createService(options: ServiceOptions): Service {
  const { hosted, killer, leaseMs, handlingMs, onError } = options;
  let publisher: Messaging | undefined;
  const orders = defineModule({
    contract: ordersContract,
    async start(context) {
      const database = watchRemovals(options.orders, killer, "after the move or publication, before the mark");
      publisher = await openMessaging(context, { database });
      return {};
    },
  });
  const ledger = defineModule({
    contract: ledgerContract,
    async start(context) {
      const database = watchRemovals(options.ledger, killer, "after the effect, before its acknowledgement");
      const own = await openMessaging(context, { database });
      own.handle(orderPlaced, async ({ orderKey, n }, { transaction }) => {
        await writeEffect(database.join(transaction), orderKey, n);
        if (handlingMs > 0) await new Promise((resolve) => setTimeout(resolve, handlingMs));
        killer.pass("before the effect commits");
      });
      return {};
    },
  });
  const entry = (name: ServiceName, module: ModuleDefinition): ModuleEntry =>
    hosted.includes(name) ? { contract: module.contract, load: async () => module } : { contract: module.contract };
  const app = createApplication({
    modules: { orders: entry("orders", orders), ledger: entry("ledger", ledger) },
    events: messaging({ brokers: brokerProviders(killer), leaseMs, pollMs: 50, onError }),
    env: options.env,
    onError,
  });
  return {
    start: () => app.start(),
    stop: () => app.stop(),
    async publish(transaction, order) {
      if (publisher === undefined) throw new TypeError("this process does not host orders");
      await publisher.publish(orderPlaced, transaction, order);
    },
    announce: async () => undefined, // the outbox has it
  };
}
