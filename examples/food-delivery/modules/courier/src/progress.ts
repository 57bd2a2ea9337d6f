/** Moving a delivery on, in either way: `DeliveryProgress` by a call, `ProgressAnnouncement` by an event. */

import type { Delivery, DeliveryStatus } from "@food/courier-client";
import type { ServiceIdentifier } from "inversify";

/** Moves deliveries on. */
export interface Progress {
  /**
   * A repeated status changes nothing.
   * @throws {DeliveryOrOrderNotFound}
   * @throws {DeliveryStatusRefused} for a step back, or beyond the end.
   */
  change(deliveryId: number, status: CourierStatus): Promise<Delivery>;
}

/** The statuses that couriers set. */
export type CourierStatus = Exclude<DeliveryStatus, "new">;

/** The token of the way that the stage sets. */
export const Progress: ServiceIdentifier<Progress> = Symbol("Progress");
