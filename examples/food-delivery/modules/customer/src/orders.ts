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

@injectable()
export class Orders {
  constructor(@inject(CustomerDatabase) private readonly database: Kysely<CustomerTables>) {}

  /** @throws {OrderNotFound} */
  async get(orderId: number): Promise<Order> {
    const order = await this.database.selectFrom("order").select(columns).where("id", "=", orderId).executeTakeFirst();
    if (order === undefined) throw new OrderNotFound({ orderId });
    return order;
  }

  /** @param decideBy the time at which the order counts as abandoned if it is still new. */
  async add(restaurantId: number, decideBy: Date): Promise<Order> {
    return this.database
      .insertInto("order")
      .values({ restaurantId, deliveryId: null, status: "new", decideBy: decideBy.getTime() })
      .returning(columns)
      .executeTakeFirstOrThrow();
  }

  /**
   * Moves an order on. An order that already has the status is unchanged.
   * @throws {OrderNotFound}
   * @throws {OrderStatusRefused} if the current status does not allow the step.
   */
  async move(orderId: number, status: OrderStatus, changes: { readonly deliveryId?: number } = {}): Promise<Order> {
    const moved = await this.database
      .updateTable("order")
      .set({ ...changes, status })
      .where("id", "=", orderId)
      .where("status", "in", statusesBefore(status))
      .returning(columns)
      .executeTakeFirst();
    if (moved !== undefined) return moved;
    const order = await this.get(orderId);
    if (order.status === status) return order;
    throw new OrderStatusRefused({ orderId, status: order.status });
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
}
