/** What modules write with events. Each `@ts-expect-error` is a mistake that must not compile. */

import type { ContractEvent, PayloadOf } from "@seamline/core";
import type { EventOutbox } from "@seamline/core/extend";
import { CustomerPublisher } from "./generated/handlers.ts";
import { type CustomerEvents, customerEvents, type OrderCreated, type OrderCreatedV2 } from "./generated/index.ts";
import { customerFakes } from "./generated/testing.ts";

interface Session {
  readonly id: number;
}

/** Publishers take payloads before defaults are applied. */
export async function publishAll(outbox: EventOutbox<Session>, session: Session): Promise<void> {
  const publisher: CustomerPublisher<Session> = new CustomerPublisher(outbox);
  await publisher.orderCreated(session, { orderId: 1, lines: ["soup"] });
  await publisher.orderCreatedV2(
    session,
    { orderId: 1, total: { amount: "3" }, placedAt: { id: "a", at: new Date(0) } },
    { subject: "1", aggregateVersion: 2 },
  );
  await publisher.paid(session, { id: "a", at: new Date(0) });
  await publisher.closed(session, {});
  // @ts-expect-error the transaction is required
  await publisher.closed({});
  // @ts-expect-error the key is part of the payload
  await publisher.orderCreated(session, { lines: [] });
  // @ts-expect-error an event of another service
  await publisher.delivered(session, {});
}

/** Handlers receive payloads after defaults are applied. */
export function handle(payload: PayloadOf<CustomerEvents["orderCreatedV2"]>): string {
  const event: ContractEvent<OrderCreatedV2> = customerEvents.orderCreatedV2;
  // @ts-expect-error the payload of another version
  const other: ContractEvent<OrderCreated> = customerEvents.orderCreatedV2;
  return event.name + other.name + payload.total.currency + payload.placedAt.at.toISOString();
}

export const fakes: readonly [OrderCreated, OrderCreatedV2] = [
  customerFakes.OrderCreated({ orderId: 7 }),
  customerFakes.OrderCreatedV2(),
];
