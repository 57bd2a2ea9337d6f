/** The operations of the courier service. */

import {
  type ChangeDeliveryStatusInput,
  type CreateDeliveryInput,
  type Delivery,
  DeliveryNotFound,
  type GetDeliveryInput,
} from "@food/courier-client";
import type { CourierHandlers } from "@food/courier-client/handlers";
import { inject, injectable } from "inversify";
import { Deliveries } from "./deliveries.ts";
import { Progress } from "./progress.ts";

@injectable()
export class CourierService implements CourierHandlers {
  constructor(
    @inject(Deliveries) private readonly deliveries: Deliveries,
    @inject(Progress) private readonly progress: Progress,
  ) {}

  async createDelivery({ id }: CreateDeliveryInput): Promise<Delivery> {
    return this.deliveries.createOnce(id);
  }

  async changeDeliveryStatus({ deliveryId, status }: ChangeDeliveryStatusInput): Promise<Delivery> {
    return this.progress.change(deliveryId, status);
  }

  async getDelivery({ deliveryId }: GetDeliveryInput): Promise<Delivery> {
    const delivery = await this.deliveries.find(deliveryId);
    if (delivery === undefined) throw new DeliveryNotFound({ deliveryId });
    return delivery;
  }
}
