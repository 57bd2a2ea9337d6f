/**
 * Waiting until the event stage is quiet, as any client can: by asking for the order until it is where
 * the request must lead.
 */

import { setTimeout as delay } from "node:timers/promises";

const intervalMs = 5;
const mostMs = 60_000;

interface Order {
  readonly id: number;
  readonly status: string;
  readonly deliveryId: number | null;
}

/** Waits until a placed order is declined, or accepted with a delivery. @returns the order then. */
export async function untilDecided(body: string, origin: (path: string) => string): Promise<string> {
  const { id } = JSON.parse(body) as Order;
  return untilOrder(id, origin, ({ status, deliveryId }) => status === "declined" || deliveryId !== null);
}

/** Waits until an order has the status of its delivery. @returns the delivery, as it came. */
export async function untilFollowed(body: string, origin: (path: string) => string): Promise<string> {
  const delivery = JSON.parse(body) as { readonly relatedOrderId: number; readonly status: string };
  await untilOrder(delivery.relatedOrderId, origin, ({ status }) => status === delivery.status);
  return body;
}

async function untilOrder(
  id: number,
  origin: (path: string) => string,
  isQuiet: (order: Order) => boolean,
): Promise<string> {
  const path = `/api/customer/orders/${id}`;
  for (const end = performance.now() + mostMs; ; await delay(intervalMs)) {
    const text = await (await fetch(origin(path) + path)).text();
    if (isQuiet(JSON.parse(text) as Order)) return text;
    if (performance.now() > end) throw new Error(`expected the events of order ${id} within a minute, found ${text}`);
  }
}
