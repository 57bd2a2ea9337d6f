/** The allowed steps of an order's status. */

import type { OrderStatus } from "@food/customer-client";

const next: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  new: ["accepted", "declined", "failed"],
  accepted: ["courier_assigned", "delivering", "failed", "successful"],
  courier_assigned: ["delivering", "failed", "successful"],
  delivering: ["failed", "successful"],
  declined: [],
  failed: [],
  successful: [],
};

/**
 * The statuses from which an order may go to the given one. Steps may be skipped, never taken back.
 */
export function statusesBefore(status: OrderStatus): readonly OrderStatus[] {
  return (Object.keys(next) as OrderStatus[]).filter((from) => next[from].includes(status));
}
