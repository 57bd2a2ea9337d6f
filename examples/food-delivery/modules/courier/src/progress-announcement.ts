/**
 * Moving a delivery on by an event: the delivery's change and its event are one transaction. The order
 * follows when the event is handled, so nothing has to be taken back.
 */

import { type Delivery, DeliveryOrOrderNotFound, DeliveryStatusRefused } from "@food/courier-client";
import { CourierPublisher } from "@food/courier-client/handlers";
import { inject, injectable } from "inversify";
import type { Kysely, Transaction } from "kysely";
import { CourierDatabase, type CourierTables, Deliveries } from "./deliveries.ts";
import { mayMove } from "./delivery-status.ts";
import type { CourierStatus, Progress } from "./progress.ts";

@injectable()
export class ProgressAnnouncement implements Progress {
  constructor(
    @inject(CourierDatabase) private readonly database: Kysely<CourierTables>,
    @inject(CourierPublisher) private readonly publisher: CourierPublisher<Transaction<CourierTables>>,
  ) {}

  async change(deliveryId: number, status: CourierStatus): Promise<Delivery> {
    for (;;) {
      const before = await new Deliveries(this.database).find(deliveryId);
      if (before === undefined) throw new DeliveryOrOrderNotFound({ deliveryId });
      if (before.status === status) return before;
      if (!mayMove(before.status, status)) throw new DeliveryStatusRefused({ deliveryId, status: before.status });
      if (await this.replaceStatus(before, status)) return { ...before, status };
      // A concurrent change came first: read again.
    }
  }

  private async replaceStatus(before: Delivery, status: CourierStatus): Promise<boolean> {
    return this.database.transaction().execute(async (transaction) => {
      const replaced = await new Deliveries(transaction).replaceStatus(before.id, before.status, status);
      const change = { orderId: before.relatedOrderId, deliveryId: before.id, status };
      if (replaced) await this.publisher.deliveryStatusChanged(transaction, change);
      return replaced;
    });
  }
}
