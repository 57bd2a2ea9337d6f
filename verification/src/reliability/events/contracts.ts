/** Two services: orders publishes, ledger handles. */

import { type Contract, type ContractEvent, defineContract } from "@seamline/core";
import { z } from "zod";

const orders = defineContract("orders", {
  operations: {},
  events: { orderPlaced: { payload: z.object({ orderKey: z.string(), n: z.int() }), key: "orderKey" } },
});

/** The n-th order of a key. */
export interface PlacedOrder {
  readonly orderKey: string;
  readonly n: number;
}

/** The publisher. */
export const ordersContract: Contract = orders;

/** The event of each order. */
export const orderPlaced: ContractEvent<PlacedOrder> = orders.events.orderPlaced;

/** The receiver. */
export const ledgerContract: Contract = defineContract("ledger", {
  operations: {},
  handles: ["orders.orderPlaced"],
});
