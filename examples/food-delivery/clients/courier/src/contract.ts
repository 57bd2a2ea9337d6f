/**
 * The contract of the courier service: deliveries, created for accepted orders and moved on by
 * couriers.
 */

import { defineContract } from "@seamline/core";
import { z } from "zod";

const Id = z.int32().positive();

/** The progress of a delivery. */
export const DeliveryStatus = z
  .enum(["new", "courier_assigned", "delivering", "failed", "successful"])
  .meta({ id: "DeliveryStatus" });

/** The statuses that couriers set. */
const Progress = DeliveryStatus.exclude(["new"]);

/** The delivery of one order to its customer. */
export const Delivery = z.object({ id: Id, status: DeliveryStatus, relatedOrderId: Id }).meta({ id: "Delivery" });

/** An order, in the form that the customer service sends for delivery. */
export const OrderToDeliver = z.object({
  id: Id,
  status: z.enum(["new", "accepted", "declined", "courier_assigned", "delivering", "failed", "successful"]),
  restaurantId: Id,
  deliveryId: Id.nullable(),
});

const ofDelivery = z.object({ deliveryId: Id });

export const courierContract = defineContract("courier", {
  summary: "Deliveries and their progress",
  operations: {
    changeDeliveryStatus: {
      http: "PATCH /api/courier/deliveries",
      summary: "Moves a delivery on, and its order with it",
      description: "A status only moves forward. Sending the current status again changes nothing.",
      expose: "public",
      input: z.object({ deliveryId: Id, status: Progress }),
      output: Delivery,
      idempotent: true,
      errors: {
        deliveryOrOrderNotFound: {
          code: "invalid_argument",
          message: "Delivery or related order not found",
          details: ofDelivery,
        },
        deliveryStatusRefused: {
          code: "failed_precondition",
          message: "The delivery cannot go back or change once it is over",
          details: z.object({ deliveryId: Id, status: DeliveryStatus }),
        },
        deliveryNotChanged: {
          code: "unavailable",
          message: "The order could not be updated, so the delivery is unchanged; try again",
          details: ofDelivery,
          retryable: true,
        },
      },
    },
    getDelivery: {
      http: "GET /api/courier/deliveries/{deliveryId}",
      summary: "A delivery by its id",
      expose: "public",
      input: ofDelivery,
      output: Delivery,
      errors: { deliveryNotFound: { code: "not_found", message: "Delivery not found", details: ofDelivery } },
    },
    createDelivery: {
      http: "POST /service-courier/deliveries",
      summary: "Creates the delivery of an order, or returns the existing one",
      input: OrderToDeliver,
      output: Delivery,
      idempotent: true,
      allow: ["customer"],
      timeoutMs: 3_000,
    },
  },
  events: {
    deliveryCreated: {
      summary: "An order has a delivery",
      payload: z.object({ orderId: Id, deliveryId: Id }),
      key: "orderId",
    },
    deliveryStatusChanged: {
      summary: "A courier has moved a delivery on",
      payload: z.object({ orderId: Id, deliveryId: Id, status: Progress }),
      key: "orderId",
    },
  },
  handles: ["restaurant.orderAccepted"],
});
