/** The deliveries in the database. */

import type { Delivery, DeliveryStatus } from "@food/courier-client";
import { inject, injectable, type ServiceIdentifier } from "inversify";
import type { Generated, Kysely } from "kysely";

/** The tables of this module's database. */
export interface CourierTables {
  readonly delivery: {
    readonly id: Generated<number>;
    readonly relatedOrderId: number;
    readonly status: DeliveryStatus;
  };
}

/** The token of this module's database. */
export const CourierDatabase: ServiceIdentifier<Kysely<CourierTables>> = Symbol("CourierDatabase");

@injectable()
export class Deliveries {
  constructor(@inject(CourierDatabase) private readonly database: Kysely<CourierTables>) {}

  async find(id: number): Promise<Delivery | undefined> {
    return this.database.selectFrom("delivery").selectAll().where("id", "=", id).executeTakeFirst();
  }

  /** Creates the delivery of an order, or returns the existing one, also under concurrent calls. */
  async createOnce(relatedOrderId: number): Promise<Delivery> {
    const created = await this.database
      .insertInto("delivery")
      .values({ relatedOrderId, status: "new" })
      .onConflict((conflict) => conflict.column("relatedOrderId").doNothing())
      .returningAll()
      .executeTakeFirst();
    return created ?? this.ofOrder(relatedOrderId);
  }

  /** Changes the status if it is still `from`. Returns `true` if it was. */
  async replaceStatus(id: number, from: DeliveryStatus, to: DeliveryStatus): Promise<boolean> {
    const replaced = await this.database
      .updateTable("delivery")
      .set({ status: to })
      .where("id", "=", id)
      .where("status", "=", from)
      .returning("id")
      .executeTakeFirst();
    return replaced !== undefined;
  }

  private async ofOrder(relatedOrderId: number): Promise<Delivery> {
    return this.database
      .selectFrom("delivery")
      .selectAll()
      .where("relatedOrderId", "=", relatedOrderId)
      .executeTakeFirstOrThrow();
  }
}
