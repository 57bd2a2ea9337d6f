/**
 * Moving a delivery on, and its order with it. The delivery changes first; if the order then cannot
 * follow, the delivery's change is taken back.
 *
 * If it is unknown whether the order followed (the customer service did not respond in time), the
 * delivery is taken back as well: sending the same status again is harmless on both sides and
 * brings them together.
 */

import {
  type Delivery,
  DeliveryNotChanged,
  DeliveryOrOrderNotFound,
  DeliveryStatusRefused,
} from "@food/courier-client";
import { CustomerClient, OrderNotFound, OrderStatusRefused } from "@food/customer-client";
import { inject, injectable } from "inversify";
import { Deliveries } from "./deliveries.ts";
import { mayMove } from "./delivery-status.ts";
import type { CourierStatus, Progress } from "./progress.ts";

@injectable()
export class DeliveryProgress implements Progress {
  constructor(
    @inject(Deliveries) private readonly deliveries: Deliveries,
    @inject(CustomerClient) private readonly customer: CustomerClient,
  ) {}

  async change(deliveryId: number, status: CourierStatus): Promise<Delivery> {
    const before = await this.moveDelivery(deliveryId, status);
    try {
      await this.customer.changeOrderStatus({ orderId: before.relatedOrderId, newOrderStatus: status });
    } catch (reason) {
      throw await this.takeBack(before, status, reason);
    }
    return { ...before, status };
  }

  /** Moves the delivery and returns it in its previous state. */
  private async moveDelivery(deliveryId: number, status: CourierStatus): Promise<Delivery> {
    for (;;) {
      const before = await this.deliveries.find(deliveryId);
      if (before === undefined) throw new DeliveryOrOrderNotFound({ deliveryId });
      if (before.status === status) return before; // a repeated status: the order is updated again, in case the first update was lost
      if (!mayMove(before.status, status)) throw new DeliveryStatusRefused({ deliveryId, status: before.status });
      if (await this.deliveries.replaceStatus(deliveryId, before.status, status)) return before;
      // A concurrent change came first: read again.
    }
  }

  /** Undoes the delivery's change and returns the error to throw. */
  private async takeBack(before: Delivery, status: CourierStatus, reason: unknown): Promise<Error> {
    const end = reason instanceof OrderStatusRefused ? endOf(reason.details.status) : undefined;
    const settled = end ?? before.status;
    await this.deliveries.replaceStatus(before.id, status, settled);
    const ofDelivery = { deliveryId: before.id };
    if (reason instanceof OrderNotFound) return new DeliveryOrOrderNotFound(ofDelivery, { cause: reason });
    if (reason instanceof OrderStatusRefused) {
      return new DeliveryStatusRefused({ ...ofDelivery, status: settled }, { cause: reason });
    }
    console.error(`Delivery ${before.id} is taken back to ${settled}: ${reason}`);
    return new DeliveryNotChanged(ofDelivery, { cause: reason });
  }
}

/**
 * The final status of a delivery whose order is over; `undefined` while it is not. A failed order
 * is never delivered.
 */
function endOf(order: OrderStatusRefused["details"]["status"]): "failed" | "successful" | undefined {
  if (order === "successful") return "successful";
  return order === "failed" || order === "declined" ? "failed" : undefined;
}
