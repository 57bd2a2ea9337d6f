import { inject, injectable, preDestroy } from "inversify";
import { beforeEach, describe, expect, it } from "vitest";
import { defineInversifyModule } from "../src/index.ts";
import { applicationOf, RestaurantClient, type RestaurantHandlers, restaurantContract } from "./services.ts";

const events: string[] = [];
beforeEach(() => void events.splice(0));

const Connection = Symbol("Connection");

@injectable()
class Restaurants {
  constructor(@inject(Connection) readonly connection: object) {}

  @preDestroy()
  async flush(): Promise<void> {
    await Promise.resolve();
    events.push("restaurants flushed");
  }
}

const gate = { open: (): void => undefined };

@injectable()
class RestaurantService implements RestaurantHandlers {
  constructor(@inject(Restaurants) readonly restaurants: Restaurants) {}

  async getRestaurant(): Promise<{ id: number; name: string }> {
    await new Promise<void>((resolve) => {
      gate.open = resolve;
      events.push("call begun");
    });
    events.push("call ended");
    return { id: 1, name: "My restaurant" };
  }

  @preDestroy()
  async finish(): Promise<void> {
    await Promise.resolve();
    events.push("handlers finished");
  }
}

const restaurant = defineInversifyModule({
  contract: restaurantContract,
  handlers: RestaurantService,
  bindings(container, context) {
    context.onStop(() => void events.push("database closed"));
    container.bind(Restaurants).toSelf();
    container.bind(Connection).toDynamicValue(async () => {
      await Promise.resolve();
      context.onStop(() => void events.push("connection closed"));
      return {};
    });
  },
});

describe("stopping an application", () => {
  it("waits for calls, then releases handlers, their dependencies, and the resources of those", async () => {
    const application = applicationOf(restaurant);
    await application.start();
    const call = application.client(RestaurantClient).getRestaurant({ restaurantId: 1 });
    await expect.poll(() => events).toEqual(["call begun"]);
    const stopped = application.stop();
    await new Promise(setImmediate); // a release that does not wait for the call would run here
    gate.open();
    await Promise.all([call, stopped]);
    expect(events).toEqual([
      "call begun",
      "call ended",
      "handlers finished",
      "restaurants flushed",
      "connection closed",
      "database closed",
    ]);
  });

  it("releases the resources of a module that fails to start", async () => {
    const failing = defineInversifyModule({
      contract: restaurantContract,
      handlers: RestaurantService,
      bindings(container, context) {
        context.onStop(() => void events.push("database closed"));
        container.bind(Connection).toConstantValue({});
        container.bind(Restaurants).toSelf();
        container.get(Restaurants);
        throw new Error("no more");
      },
    });
    await expect(applicationOf(failing).start()).rejects.toThrow("The module restaurant failed to start: no more");
    expect(events).toEqual(["restaurants flushed", "database closed"]);
  });

  it("releases dependencies that were resolved before a failure", async () => {
    const failing = defineInversifyModule({
      contract: restaurantContract,
      handlers: "handlers",
      bindings(container) {
        container
          .bind(Connection)
          .toDynamicValue(async () => ({}))
          .onDeactivation(() => void events.push("connection closed"));
        container.bind("broken").toDynamicValue(() => Promise.reject(new Error("no route to the database")));
        container
          .bind("handlers")
          .toResolvedValue(
            (_connection: object, _broken: unknown): RestaurantHandlers => expect.unreachable(),
            [Connection, "broken"],
          );
      },
    });
    await expect(applicationOf(failing).start()).rejects.toThrow("no route to the database");
    expect(events).toEqual(["connection closed"]);
  });
});
