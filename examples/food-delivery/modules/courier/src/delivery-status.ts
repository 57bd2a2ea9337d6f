/** The allowed steps of a delivery's status. */

import type { DeliveryStatus } from "@food/courier-client";

const next: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  new: ["courier_assigned", "delivering", "failed", "successful"],
  courier_assigned: ["delivering", "failed", "successful"],
  delivering: ["failed", "successful"],
  failed: [],
  successful: [],
};

/**
 * `true` if a delivery may go from one status to the other. Steps may be skipped, never taken back.
 */
export function mayMove(from: DeliveryStatus, to: DeliveryStatus): boolean {
  return next[from].includes(to);
}
