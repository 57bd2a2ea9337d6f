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

/** A class of handlers that no module declares. */
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

/** Creates a class of handlers that injects one token. */
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

/**
 * Returns the message with which an application of this customer module and the others fails to
 * start.
 */
async function failureOf(customer: Customer, others: readonly ModuleDefinition[] = [restaurant, courier]) {
  const module = defineInversifyModule({ contract: customerContract, ...customer });
  const application = applicationOf(module, ...others);
  const reason = await application.start().then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return reason instanceof Error ? reason.message : "started";
}

describe("a module that requires the service of another module", () => {
  it("fails to start and names the client to inject", async () => {
    expect(await failureOf({ handlers: handlersThatInject(RestaurantService) })).toBe(
      "The module customer failed to start: The module customer cannot resolve RestaurantService: it belongs to the module restaurant. Inject RestaurantClient instead and add it to `uses`. Required by CustomerService → RestaurantService.",
    );
  });

  it("gets no advice to declare a client that it declares", async () => {
    const message = await failureOf({ handlers: handlersThatInject(RestaurantService), uses: [RestaurantClient] });
    expect(message).toContain("it belongs to the module restaurant. Inject RestaurantClient instead. Required");
  });

  it("gets the client's real name if a module declares it", async () => {
    class Deliveries extends CourierClient {}
    const user = defineInversifyModule({
      contract: restaurantContract,
      handlers: RestaurantService,
      uses: [Deliveries],
    });
    const message = await failureOf({ handlers: handlersThatInject(CourierService) }, [user, courier]);
    expect(message).toContain("Inject Deliveries instead and add it to `uses`");
  });

  it("fails equally if a dynamic value requires it", async () => {
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

  it("fails equally if a resolved value requires it, and names the path", async () => {
    const message = await failureOf({
      handlers: handlersThatInject(Clock),
      bindings(container) {
        container.bind(Clock).toResolvedValue((service: RestaurantService) => service, [RestaurantService]);
      },
    });
    expect(message).toContain("it belongs to the module restaurant.");
    expect(message).toContain("Required by CustomerService → Symbol(Clock) → RestaurantService.");
  });

  it("fails equally if `bindings` requires it", async () => {
    const message = await failureOf({
      handlers: handlersThatInject(Clock),
      bindings: (container) => void container.get(RestaurantService),
    });
    expect(message).toContain("it belongs to the module restaurant. Inject RestaurantClient instead");
  });

  it("gets the declared clients if the owner of the class is unknown", async () => {
    const message = await failureOf({ handlers: handlersThatInject(StrayService), uses: [RestaurantClient] });
    expect(message).toContain(
      "The module customer cannot resolve StrayService: nothing is bound for it. Bind it in `bindings`; call another module through its client, declared in `uses` (declared: RestaurantClient).",
    );
  });
});

describe("a module that requires a client it does not declare", () => {
  it("fails to start and names the option to declare it in", async () => {
    expect(await failureOf({ handlers: handlersThatInject(CourierClient), uses: [RestaurantClient] })).toBe(
      "The module customer failed to start: The module customer does not declare CourierClient; add it to `uses`. Required by CustomerService → CourierClient.",
    );
  });

  it("starts if the client is optional", async () => {
    @injectable()
    class CustomerService extends Customers {
      constructor(@inject(CourierClient) @optional() readonly couriers: CourierClient | undefined) {
        super();
      }
    }
    expect(await failureOf({ handlers: CustomerService })).toBe("started");
  });
});

describe("a module that requires an unbound token", () => {
  it("fails to start and names the token and the path to it", async () => {
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
    expect(message).toContain("Required by CustomerService → Orders → Symbol(Clock).");
  });

  it("does not blame an optional token that is missing as well", async () => {
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

  it("keeps inversify's error as the cause", async () => {
    const module = defineInversifyModule({ contract: customerContract, handlers: handlersThatInject(Clock) });
    const failure = await applicationOf(module)
      .start()
      .catch((reason: unknown) => reason as Error);
    const cause = (failure as Error).cause as Error;
    expect((cause.cause as Error).message).toContain("No bindings found for service");
  });
});

it("an error of the module's own code stays unchanged", async () => {
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

describe("what a circular import leaves undefined", () => {
  class Broken extends Customers {}
  injectable()(Broken);
  (inject(undefined as never) as ParameterDecorator)(Broken, undefined, 0);
  class BrokenBelow extends Customers {}
  injectable()(BrokenBelow);
  (inject(Broken) as ParameterDecorator)(BrokenBelow, undefined, 0);
  class BrokenProperty extends Customers {}
  injectable()(BrokenProperty);
  (inject(null as never) as PropertyDecorator)(BrokenProperty.prototype, "clock");

  it.each([
    [Broken, "parameter 0 of the constructor of Broken: its token is undefined; is there a circular import?"],
    [BrokenBelow, "parameter 0 of the constructor of Broken: its token is undefined; is there a circular import?"],
    [BrokenProperty, "the property clock of BrokenProperty: its token is null; is there a circular import?"],
  ])("is named with module, class and place: %s", async (handlers, text) => {
    const bindings = (container: Container): void => void container.bind(Broken).toSelf();
    const module = defineInversifyModule({ contract: customerContract, handlers, bindings } as never);
    await expect(applicationOf(module).start()).rejects.toThrow(`The module customer cannot resolve ${text}`);
  });

  it("is refused in definitions and bindings", async () => {
    const define = (options: object) => (): unknown =>
      defineInversifyModule({ contract: customerContract, handlers: Customers, ...options } as never);
    expect(define({ uses: [undefined] })).toThrow(
      "modules.customer.uses[0]: expected the class of a client, found undefi",
    );
    expect(define({ handlers: undefined })).toThrow(
      "modules.customer: expected handlers, found undefined; is there a circ",
    );
    expect(define({ contract: undefined })).toThrow("expected contract, found undefined; is there a circular import?");
    const bindings = (container: Container): void => void container.bind(undefined as never).toConstantValue(1);
    const module = defineInversifyModule({ contract: customerContract, handlers: Broken, bindings } as never);
    await expect(applicationOf(module).start()).rejects.toThrow("container.bind: expected a token, found undefined");
  });
});
