/** Defect 10: `Common` holds the clients of all, so any module can call any other. */

import { CourierClient } from "@food/courier-client";
import { courierContract } from "@food/courier-client/contract";
import { customerContract } from "@food/customer-client/contract";
import { type RestaurantHandlers, restaurantContract } from "@food/restaurant-client/handlers";
import { createApplication } from "@seamline/core";
import { defineInversifyModule } from "@seamline/inversify";
import { inject, injectable } from "inversify";
import { describe, expect, it, onTestFinished } from "vitest";
import { events } from "../../app/events.ts";

/** A restaurant that makes deliveries itself. */
@injectable()
class EagerRestaurant implements RestaurantHandlers {
  constructor(@inject(CourierClient) private readonly courier: CourierClient) {}

  async getRestaurant({ restaurantId }: { restaurantId: number }): Promise<{ id: number; name: string }> {
    return { id: restaurantId, name: "Da Enzo" };
  }

  async acceptOrder(order: Parameters<RestaurantHandlers["acceptOrder"]>[0]): Promise<boolean> {
    await this.courier.createDelivery(order);
    return true;
  }
}

function startWith(uses: readonly (typeof CourierClient)[]): Promise<unknown> {
  const module = defineInversifyModule({ contract: restaurantContract, uses, handlers: EagerRestaurant });
  const app = createApplication({
    modules: {
      restaurant: { contract: restaurantContract, load: async () => module },
      courier: { contract: courierContract, load: () => import("@food/courier-module") },
      customer: { contract: customerContract, load: () => import("@food/customer-module") },
    },
    events,
  });
  onTestFinished(() => app.stop());
  return app.start();
}

describe("a client that a module does not declare", () => {
  it("cannot be resolved, and the application does not start", async () => {
    await expect(startWith([])).rejects.toThrow(/CourierClient/);
    await startWith([CourierClient]);
  });

  it("is there for all in the naive version", () => {
    const common = { courier: { createDelivery: () => "made" }, customer: {}, restaurant: {} };
    const eager = { acceptOrder: () => common.courier.createDelivery() };
    expect(eager.acceptOrder()).toBe("made");
  });
});
