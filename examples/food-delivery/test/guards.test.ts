/** The databases of modules report their transactions to the guards. */

import "reflect-metadata";
import { courierContract } from "@food/courier-client/contract";
import { customerContract } from "@food/customer-client/contract";
import { openDatabase } from "@food/database";
import { RestaurantClient } from "@food/restaurant-client";
import { restaurantContract } from "@food/restaurant-client/contract";
import { createApplication, defineContract, defineModule, type GuardViolation } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { events } from "../app/events.ts";

const contract = defineContract("menu", {
  operations: { print: { output: z.string() } },
});

/** Calls the restaurant service while a transaction is open, and again when it is over. */
const menu = defineModule({
  contract,
  uses: [RestaurantClient],
  async start({ service, env, client, onStop }) {
    const database = await openDatabase<Record<never, never>>({ service, env, migrations: {} });
    onStop(() => database.destroy());
    const restaurants = client(RestaurantClient);
    return {
      async print() {
        const inside = await database.transaction().execute(() => restaurants.getRestaurant({ restaurantId: 1 }));
        return inside.name === (await restaurants.getRestaurant({ restaurantId: 1 })).name ? inside.name : "changed";
      },
    };
  },
});

describe("openDatabase", () => {
  it("reports its transactions to the guards", async () => {
    const violations: GuardViolation[] = [];
    const app = createApplication({
      modules: {
        menu: { contract, load: async () => menu },
        restaurant: { contract: restaurantContract, load: () => import("@food/restaurant-module") },
        customer: { contract: customerContract },
        courier: { contract: courierContract },
      },
      events,
      guards: { mode: "warn", report: (violation) => violations.push(violation) },
    });
    await app.start();
    try {
      expect(await app.client(contract).print()).toBe("My restaurant");
      expect(violations).toMatchObject([
        {
          rule: "no-call-in-transaction",
          caller: "menu",
          operation: "restaurant.getRestaurant",
          handling: "menu.print",
          callSite: expect.stringMatching(/test\/guards\.test\.ts:\d+:\d+$/),
        },
      ]);
    } finally {
      await app.stop();
    }
  });

  it("refuses transactions with separate begin and commit", async () => {
    const database = await openDatabase({ service: "menu", env: {}, migrations: {} });
    expect(() => database.startTransaction()).toThrow("pass the code to run in it");
    await database.destroy();
  });
});
