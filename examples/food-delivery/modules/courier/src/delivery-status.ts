/** Where a delivery may go from where it is. */

import type { DeliveryStatus } from "@food/courier-client";

const next: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  new: ["courier_assigned", "delivering", "failed", "successful"],
  courier_assigned: ["delivering", "failed", "successful"],
  delivering: ["failed", "successful"],
  failed: [],
  successful: [],
};

/** Whether a delivery may go from one status to another. Steps may be skipped, never taken back. */
export function mayMove(from: DeliveryStatus, to: DeliveryStatus): boolean {
  return next[from].includes(to);
}
