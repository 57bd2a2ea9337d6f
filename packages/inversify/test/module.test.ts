import { type Container, inject, injectable } from "inversify";
import { describe, expect, it } from "vitest";
import { defineInversifyModule } from "../src/index.ts";
import {
  applicationOf,
  CustomerClient,
  type CustomerHandlers,
  customerContract,
  type GetRestaurantInput,
  type Restaurant,
  RestaurantClient,
  type RestaurantHandlers,
  RestaurantNotFound,
  restaurantContract,
} from "./services.ts";

const Clock = Symbol("Clock");

@injectable()
class Restaurants {
  readonly #names = new Map([[1, "My restaurant"]]);

  find(id: number): string | undefined {
    return this.#names.get(id);
  }
}

@injectable()
class RestaurantService implements RestaurantHandlers {
  readonly #restaurants: Restaurants;

  constructor(@inject(Restaurants) restaurants: Restaurants) {
    this.#restaurants = restaurants;
  }

  getRestaurant({ restaurantId }: GetRestaurantInput): Restaurant {
    const name = this.#restaurants.find(restaurantId);
    if (name === undefined) throw new RestaurantNotFound({ restaurantId });
    return { id: restaurantId, name };
  }
}

@injectable()
class Orders {
  readonly #lines: string[] = [];
  readonly #now: () => string;

  constructor(@inject(Clock) now: () => string) {
    this.#now = now;
  }

  add(restaurant: string): string {
    this.#lines.push(restaurant);
    return `order ${this.#lines.length} at ${restaurant}, ${this.#now()}`;
  }
}

@injectable()
class CustomerService implements CustomerHandlers {
  readonly #restaurants: RestaurantClient;
  readonly #orders: Orders;

  constructor(@inject(RestaurantClient) restaurants: RestaurantClient, @inject(Orders) orders: Orders) {
    this.#restaurants = restaurants;
    this.#orders = orders;
  }

  async createOrder({ restaurantId }: { restaurantId: number }): Promise<string> {
    const { name } = await this.#restaurants.getRestaurant({ restaurantId });
    return this.#orders.add(name);
  }

  cancelOrder(): void {}
}

const restaurant = defineInversifyModule({
  contract: restaurantContract,
  handlers: RestaurantService,
  bindings(container) {
    container.bind(Restaurants).toSelf();
  },
});

/** Defines a customer module that passes its container to a test. */
function customerWith(look: (container: Container) => void): ReturnType<typeof defineInversifyModule> {
  return defineInversifyModule({
    contract: customerContract,
    uses: [RestaurantClient],
    handlers: "handlers",
    bindings(container) {
      const handlers: CustomerHandlers = { createOrder: () => "", cancelOrder: () => undefined };
      container.bind("handlers").toConstantValue(handlers);
      look(container);
    },
  });
}

describe("defineInversifyModule", () => {
  it("resolves decorated classes with the clients that the module declares", async () => {
    const customer = defineInversifyModule({
      contract: customerContract,
      uses: [RestaurantClient],
      handlers: CustomerService,
      bindings(container) {
        container.bind(Clock).toConstantValue(() => "noon");
        container.bind(Orders).toSelf();
      },
    });
    const application = applicationOf(customer, restaurant);
    await application.start();
    const client = application.client(CustomerClient);
    expect(await client.createOrder({ restaurantId: 1 })).toBe("order 1 at My restaurant, noon");
    expect(await client.createOrder({ restaurantId: 1 })).toBe("order 2 at My restaurant, noon");
    await application.stop();
  });

  it("passes on the errors that the called contract declares", async () => {
    let failure: unknown;
    const customer = defineInversifyModule({
      contract: customerContract,
      uses: [RestaurantClient],
      handlers: "handlers",
      bindings(container) {
        container.bind("handlers").toResolvedValue(
          (restaurants: RestaurantClient): CustomerHandlers => ({
            async createOrder({ restaurantId }) {
              failure = await restaurants.getRestaurant({ restaurantId }).catch((reason: unknown) => reason);
              return "none";
            },
            cancelOrder: () => undefined,
          }),
          [RestaurantClient],
        );
      },
    });
    const application = applicationOf(customer, restaurant);
    await application.start();
    await application.client(CustomerClient).createOrder({ restaurantId: 9 });
    expect(failure).toBeInstanceOf(RestaurantNotFound);
    await application.stop();
  });

  it("resolves plain bindings, asynchronous ones included", async () => {
    class PlainRestaurants implements RestaurantHandlers {
      readonly names: ReadonlyMap<number, string>;
      readonly greeting: string;
      constructor(names: ReadonlyMap<number, string>, greeting: string) {
        this.names = names;
        this.greeting = greeting;
      }
      getRestaurant({ restaurantId }: GetRestaurantInput): Restaurant {
        return { id: restaurantId, name: `${this.greeting} ${this.names.get(restaurantId)}` };
      }
    }
    const module = defineInversifyModule({
      contract: restaurantContract,
      handlers: PlainRestaurants,
      async bindings(container) {
        const greeting = await Promise.resolve("at");
        container.bind<string>("greeting").toConstantValue(greeting);
        container.bind<ReadonlyMap<number, string>>("names").toDynamicValue(async () => new Map([[1, "Ada's"]]));
        container
          .bind(PlainRestaurants)
          .toResolvedValue(
            (names: ReadonlyMap<number, string>, text: string) => new PlainRestaurants(names, text),
            ["names", "greeting"],
          );
      },
    });
    const application = applicationOf(module);
    await application.start();
    expect(await application.client(RestaurantClient).getRestaurant({ restaurantId: 1 })).toEqual({
      id: 1,
      name: "at Ada's",
    });
    await application.stop();
  });

  it("hides the bindings of one module from every other", async () => {
    let known: readonly boolean[] = [];
    const customer = customerWith((container) => {
      container.bind(Clock).toConstantValue(Date.now);
      known = [Clock, RestaurantClient, Restaurants, RestaurantService].map((token) => container.isBound(token));
    });
    let knownElsewhere: readonly boolean[] = [];
    const other = defineInversifyModule({
      contract: restaurantContract,
      handlers: RestaurantService,
      bindings(container) {
        container.bind(Restaurants).toSelf();
        knownElsewhere = [Clock, RestaurantClient, Restaurants].map((token) => container.isBound(token));
      },
    });
    const application = applicationOf(customer, other);
    await application.start();
    expect(known).toEqual([true, true, false, false]);
    expect(knownElsewhere).toEqual([false, false, true]);
    await application.stop();
  });

  it("creates a new container for each application", async () => {
    const containers = new Set<Container>();
    const customer = customerWith((container) => containers.add(container));
    for (const application of [applicationOf(customer, restaurant), applicationOf(customer, restaurant)]) {
      await application.start();
      await application.stop();
    }
    expect(containers.size).toBe(2);
  });

  it("shares bindings without a scope, which inversify would create for each use", async () => {
    const resolved = new Set<Restaurants>();
    const customer = customerWith((container) => {
      container.bind(Restaurants).toSelf();
      resolved.add(container.get(Restaurants)).add(container.get(Restaurants));
    });
    const application = applicationOf(customer, restaurant);
    await application.start();
    expect(resolved.size).toBe(1);
    await application.stop();
  });

  it("keeps the binding that `bindings` makes for a handlers class", async () => {
    const prepared = new RestaurantService(new Restaurants());
    let resolved: unknown;
    const module = defineInversifyModule({
      contract: restaurantContract,
      handlers: RestaurantService,
      bindings(container) {
        container.bind(RestaurantService).toConstantValue(prepared);
        container.onActivation<RestaurantService>(RestaurantService, (_context, service) => {
          resolved = service;
          return service;
        });
      },
    });
    const application = applicationOf(module);
    await application.start();
    expect(resolved).toBe(prepared);
    await application.stop();
  });
});
