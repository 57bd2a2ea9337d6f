import { Container, inject, injectable } from "inversify";
import { describe, expect, it } from "vitest";
import { clientBindings, defineInversifyModule } from "../src/index.ts";
import { applicationOf, CourierClient, RestaurantClient, restaurantContract } from "./services.ts";

const restaurant = defineInversifyModule({
  contract: restaurantContract,
  handlers: "handlers",
  bindings(container) {
    container.bind("handlers").toConstantValue({ getRestaurant: () => ({ id: 1, name: "My restaurant" }) });
  },
});

describe("clientBindings", () => {
  it("binds every class to the application's client, for an existing container", async () => {
    @injectable()
    class Page {
      constructor(@inject(RestaurantClient) readonly restaurants: RestaurantClient) {}
    }
    const application = applicationOf(restaurant);
    const container = new Container();
    await container.load(clientBindings(application, [RestaurantClient]));
    container.bind(Page).toSelf();
    await application.start();
    const { name } = await container.get(Page).restaurants.getRestaurant({ restaurantId: 1 });
    expect(name).toBe("My restaurant");
    await application.stop();
  });

  it("binds nothing else, and unloads as a whole", async () => {
    const clients = clientBindings(applicationOf(restaurant), [RestaurantClient]);
    const container = new Container();
    await container.load(clients); // a promise in inversify 7
    expect(container.isBound(CourierClient)).toBe(false);
    await container.unload(clients);
    expect(container.isBound(RestaurantClient)).toBe(false);
  });

  it("refuses the client of a service that the application does not know", async () => {
    const container = new Container();
    const load = async (): Promise<void> => container.load(clientBindings(applicationOf(restaurant), [CourierClient]));
    await expect(load()).rejects.toThrow(
      "CourierClient is the client of courier, which is no service of this application",
    );
  });
});
