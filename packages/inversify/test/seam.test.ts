import type { ModuleDefinition, ServiceClientClass } from "@seamline/core";
import { type Container, inject, injectable, type Newable, optional } from "inversify";
import { describe, expect, it } from "vitest";
import { defineInversifyModule } from "../src/index.ts";
import {
  applicationOf,
  CourierClient,
  type CourierHandlers,
  type CustomerHandlers,
  courierContract,
  customerContract,
  RestaurantClient,
  type RestaurantHandlers,
  restaurantContract,
} from "./services.ts";

class RestaurantService implements RestaurantHandlers {
  getRestaurant(): { id: number; name: string } {
    return { id: 1, name: "My restaurant" };
  }
}

class CourierService implements CourierHandlers {
  createDelivery(): number {
    return 1;
  }
}

/** Implements restaurants too, but no module says so. */
class StrayService extends RestaurantService {}

const Clock = Symbol("Clock");
const restaurant = defineInversifyModule({ contract: restaurantContract, handlers: RestaurantService });
const courier = defineInversifyModule({ contract: courierContract, handlers: CourierService });

abstract class Customers implements CustomerHandlers {
  createOrder(): string {
    return "";
  }
  cancelOrder(): void {}
}

/** A class that injects one token, which a customer module needs. */
function handlersThatInject(token: symbol | Newable): Newable<Customers> {
  @injectable()
  class CustomerService extends Customers {
    constructor(@inject(token) readonly value: unknown) {
      super();
    }
  }
  return CustomerService;
}

interface Customer {
  readonly handlers: Newable<Customers>;
  readonly uses?: readonly ServiceClientClass[];
  bindings?(container: Container): void;
}

/** How an application with this customer module, the restaurant's and the courier's fails to start. */
async function failureOf(customer: Customer, others: readonly ModuleDefinition[] = [restaurant, courier]) {
  const module = defineInversifyModule({ contract: customerContract, ...customer });
  const application = applicationOf(module, ...others);
  const reason = await application.start().then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return reason instanceof Error ? reason.message : "started";
}

describe("a module that asks for the service of another module", () => {
  it("fails to start and names the client to inject", async () => {
    expect(await failureOf({ handlers: handlersThatInject(RestaurantService) })).toBe(
      "The module customer failed to start: The module customer cannot resolve RestaurantService: it belongs to the module restaurant. Inject RestaurantClient instead and add it to `uses`. Asked for by CustomerService → RestaurantService.",
    );
  });

  it("is not told to declare what it declares already", async () => {
    const message = await failureOf({ handlers: handlersThatInject(RestaurantService), uses: [RestaurantClient] });
    expect(message).toContain("it belongs to the module restaurant. Inject RestaurantClient instead. Asked for");
  });

  it("is told the client's real name when some module declares it", async () => {
    class Deliveries extends CourierClient {}
    const user = defineInversifyModule({
      contract: restaurantContract,
      handlers: RestaurantService,
      uses: [Deliveries],
    });
    const message = await failureOf({ handlers: handlersThatInject(CourierService) }, [user, courier]);
    expect(message).toContain("Inject Deliveries instead and add it to `uses`");
  });

  it("fails the same when a dynamic value asks", async () => {
    const message = await failureOf({
      handlers: handlersThatInject(Clock),
      bindings(container) {
        container.bind(Clock).toDynamicValue((context) => context.get(RestaurantService));
      },
    });
    expect(message).toContain(
      "The module customer cannot resolve RestaurantService: it belongs to the module restaurant.",
    );
  });

  it("fails the same when a resolved value asks, and says for whom", async () => {
    const message = await failureOf({
      handlers: handlersThatInject(Clock),
      bindings(container) {
        container.bind(Clock).toResolvedValue((service: RestaurantService) => service, [RestaurantService]);
      },
    });
    expect(message).toContain("it belongs to the module restaurant.");
    expect(message).toContain("Asked for by CustomerService → Symbol(Clock) → RestaurantService.");
  });

  it("fails the same when `bindings` asks", async () => {
    const message = await failureOf({
      handlers: handlersThatInject(Clock),
      bindings: (container) => void container.get(RestaurantService),
    });
    expect(message).toContain("it belongs to the module restaurant. Inject RestaurantClient instead");
  });

  it("learns the declared clients when nobody knows whose the class is", async () => {
    const message = await failureOf({ handlers: handlersThatInject(StrayService), uses: [RestaurantClient] });
    expect(message).toContain(
      "The module customer cannot resolve StrayService: nothing is bound for it. Bind it in `bindings`; what belongs to another module is reached through that module's client, declared in `uses` (declared: RestaurantClient).",
    );
  });
});

describe("a module that asks for a client it does not declare", () => {
  it("fails to start and says where to declare it", async () => {
    expect(await failureOf({ handlers: handlersThatInject(CourierClient), uses: [RestaurantClient] })).toBe(
      "The module customer failed to start: The module customer does not declare CourierClient; add it to `uses`. Asked for by CustomerService → CourierClient.",
    );
  });

  it("starts when it can do without", async () => {
    @injectable()
    class CustomerService extends Customers {
      constructor(@inject(CourierClient) @optional() readonly couriers: CourierClient | undefined) {
        super();
      }
    }
    expect(await failureOf({ handlers: CustomerService })).toBe("started");
  });
});

describe("a module that asks for what nobody bound", () => {
  it("fails to start and names the token and everyone on the way to it", async () => {
    @injectable()
    class Orders {
      constructor(@inject(Clock) readonly now: () => string) {}
    }
    const message = await failureOf({
      handlers: handlersThatInject(Orders),
      bindings: (container) => void container.bind(Orders).toSelf(),
    });
    expect(message).toContain("The module customer cannot resolve Symbol(Clock): nothing is bound for it.");
    expect(message).toContain("(declared: none)");
    expect(message).toContain("Asked for by CustomerService → Orders → Symbol(Clock).");
  });

  it("is not blamed on something optional that is missing as well", async () => {
    @injectable()
    class CustomerService extends Customers {
      constructor(
        @inject(CourierClient) @optional() _couriers: unknown,
        @inject("twice") readonly twice: unknown,
      ) {
        super();
      }
    }
    const message = await failureOf({
      handlers: CustomerService,
      bindings(container) {
        container.bind("twice").toConstantValue(1);
        container.bind("twice").toConstantValue(2);
      },
    });
    expect(message).toContain('Ambiguous bindings found for service: "twice"');
  });

  it("keeps inversify's own account as the cause", async () => {
    const module = defineInversifyModule({ contract: customerContract, handlers: handlersThatInject(Clock) });
    const failure = await applicationOf(module)
      .start()
      .catch((reason: unknown) => reason as Error);
    const cause = (failure as Error).cause as Error;
    expect((cause.cause as Error).message).toContain("No bindings found for service");
  });
});

it("a failure of the module's own code is left as it is", async () => {
  const module = defineInversifyModule({
    contract: customerContract,
    handlers: handlersThatInject(Clock),
    bindings(container) {
      container.bind(Clock).toDynamicValue(() => {
        throw new RangeError("no clock on the wall");
      });
    },
  });
  const failure = await applicationOf(module)
    .start()
    .catch((reason: unknown) => reason as Error);
  expect((failure as Error).cause).toBeInstanceOf(RangeError);
});
