/**
 * The orders in the database. A status changes in one conditional statement, so no two changes can
 * cross.
 */

import { type Order, OrderNotFound, type OrderStatus, OrderStatusRefused } from "@food/customer-client";
import { inject, injectable, type ServiceIdentifier } from "inversify";
import type { Generated, Kysely } from "kysely";
import { statusesBefore } from "./order-status.ts";

/** The tables of this module's database. */
export interface CustomerTables {
  readonly order: {
    readonly id: Generated<number>;
    readonly restaurantId: number;
    readonly deliveryId: number | null;
    readonly status: OrderStatus;
    /** The time at which a new order counts as abandoned, in whole milliseconds since 1970. */
    readonly decideBy: number;
  };
}

/** The token of this module's database. */
export const CustomerDatabase: ServiceIdentifier<Kysely<CustomerTables>> = Symbol("CustomerDatabase");

/** The columns that callers see. */
const columns = ["id", "status", "restaurantId", "deliveryId"] as const;

/** The last millisecond that a date can have. */
const endOfTime = 8_640_000_000_000_000;

@injectable()
export class Orders {
  constructor(@inject(CustomerDatabase) private readonly database: Kysely<CustomerTables>) {}

  /** @throws {OrderNotFound} */
  async get(orderId: number): Promise<Order> {
    const order = await this.database.selectFrom("order").select(columns).where("id", "=", orderId).executeTakeFirst();
    if (order === undefined) throw new OrderNotFound({ orderId });
    return order;
  }

  /**
   * @param decideBy the time at which the order counts as abandoned if it is still new; an order whose
   * event is stored with it is decided in the end, however long that takes.
   */
  async add(restaurantId: number, decideBy: Date | "never abandoned"): Promise<Order> {
    return this.database
      .insertInto("order")
      .values({
        restaurantId,
        deliveryId: null,
        status: "new",
        decideBy: decideBy === "never abandoned" ? endOfTime : decideBy.getTime(),
      })
      .returning(columns)
      .executeTakeFirstOrThrow();
  }

  /**
   * Moves an order on. An order that already has the status is unchanged.
   * @throws {OrderNotFound}
   * @throws {OrderStatusRefused} if the current status does not allow the step.
   */
  async move(orderId: number, status: OrderStatus, changes: { readonly deliveryId?: number } = {}): Promise<Order> {
    const moved = await this.moveIfAllowed(orderId, status, changes);
    if (moved !== undefined) return moved;
    const order = await this.get(orderId);
    if (order.status === status) return order;
    throw new OrderStatusRefused({ orderId, status: order.status });
  }

  /**
   * Moves an order on as an event asks for it. An order that is past that already is unchanged.
   * @throws {OrderNotFound}
   * @throws {Error} for an order that an earlier event has not reached yet.
   */
  async follow(orderId: number, status: OrderStatus): Promise<void> {
    const moved = await this.moveIfAllowed(orderId, status);
    if (moved !== undefined) return;
    const order = await this.get(orderId);
    if (order.status === "new") throw new Error(`Order ${orderId} is new, and cannot be ${status} yet`);
  }

  /** Notes the delivery of an order; the first one stays. */
  async setDelivery(orderId: number, deliveryId: number): Promise<void> {
    await this.database
      .updateTable("order")
      .set({ deliveryId })
      .where("id", "=", orderId)
      .where("deliveryId", "is", null)
      .execute();
  }

  /** Fails every new order whose time to be decided is over. */
  async failAbandoned(now: Date): Promise<void> {
    await this.database
      .updateTable("order")
      .set({ status: "failed" })
      .where("status", "=", "new")
      .where("decideBy", "<", now.getTime())
      .execute();
  }

  private async moveIfAllowed(
    orderId: number,
    status: OrderStatus,
    changes: { readonly deliveryId?: number } = {},
  ): Promise<Order | undefined> {
    return this.database
      .updateTable("order")
      .set({ ...changes, status })
      .where("id", "=", orderId)
      .where("status", "in", statusesBefore(status))
      .returning(columns)
      .executeTakeFirst();
  }
}
