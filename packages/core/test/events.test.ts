import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  type ConfigurationError,
  type ContractEvent,
  createApplication,
  defineContract,
  defineModule,
} from "../src/index.ts";

const payload = z.object({ orderId: z.int(), note: z.string().default("") });

function define(events: unknown, handles?: unknown): () => unknown {
  return () => defineContract("customer", { operations: {}, events, handles } as never);
}

describe("events of a contract", () => {
  it("have a type with their version, and defaults", () => {
    const contract = defineContract("customer", {
      operations: {},
      events: {
        orderCreated: { payload, key: "orderId" },
        orderCreatedV2: { payload, afterFailure: "block-key", rememberDays: 30, external: true },
      },
      handles: ["restaurant.orderAccepted"],
    });
    const { orderCreated, orderCreatedV2 } = contract.events;
    expect(orderCreated).toMatchObject({
      id: "customer.orderCreated",
      type: "customer.orderCreated.v1",
      version: 1,
      key: "orderId",
      afterFailure: "dead-letter",
      rememberDays: 7,
      external: false,
    });
    expect(orderCreatedV2).toMatchObject({
      id: "customer.orderCreatedV2",
      type: "customer.orderCreated.v2",
      version: 2,
      key: undefined,
      afterFailure: "block-key",
      rememberDays: 30,
      external: true,
    });
    expect(contract.handles).toEqual(["restaurant.orderAccepted"]);
    expectTypeOf(orderCreated).toExtend<ContractEvent<{ orderId: number; note: string }>>();
  });

  it("do not change the hash, which is about calls", () => {
    const plain = defineContract("customer", { operations: {} });
    const more = defineContract("customer", { operations: {}, events: { orderCreated: { payload } } });
    expect(more.hash).toBe(plain.hash);
  });

  it.each([
    ["a name that is not camelCase", { OrderCreated: { payload } }, "events.OrderCreated: expected a camelCase name"],
    ["the name of a publisher's member", { publish: { payload } }, "events.publish: the name is taken"],
    ["no payload", { orderCreated: {} }, "events.orderCreated: expected payload, found none"],
    ["a payload that is no object", { orderCreated: { payload: z.string() } }, "expected one z.object(), found string"],
    [
      "a payload that cannot travel",
      { orderCreated: { payload: z.object({ at: z.date() }) } },
      "events.orderCreated.payload.at",
    ],
    ["a key that is no field", { orderCreated: { payload, key: "id" } }, 'found "id"; fields: orderId, note'],
    [
      "a key that is an object",
      { orderCreated: { payload: z.object({ a: payload }), key: "a" } },
      "a text or a number",
    ],
    ["an unknown setting", { orderCreated: { payload, retries: 3 } }, "events.orderCreated.retries: no setting"],
    ["too many days", { orderCreated: { payload, rememberDays: 400 } }, "from 1 to 365, found 400"],
    ["names that differ in case", { orderMade: { payload }, ordermade: { payload } }, "differs from orderMade in case"],
  ])("are refused with %s", (_, events, message) => {
    expect(define(events)).toThrow(message);
  });

  it.each([
    [["restaurant"], "handles[0]: expected the name of an event as service.event"],
    [["a.b", "a.b"], "handles[1]: a.b is there twice"],
    ["a.b", "handles: expected an array of events by name"],
  ])("refuse to handle %j", (handles, message) => {
    expect(define({}, handles)).toThrow(message);
  });
});

describe("an application with events", () => {
  const customer = defineContract("customer", { operations: {}, events: { orderCreated: { payload } } });
  const start = async (handles: string[], env = {}): Promise<string> => {
    const restaurant = defineContract("restaurant", { operations: {}, handles });
    const app = createApplication({
      modules: {
        customer: { contract: customer, load: async () => defineModule({ contract: customer, start: () => ({}) }) },
        restaurant: { contract: restaurant },
      },
      env,
    });
    return app.start().then(
      () => "started",
      (reason: unknown) => (reason as ConfigurationError).message,
    );
  };

  it("does not start while an event has no handler", async () => {
    expect(await start([])).toContain('add "customer.orderCreated" to `handles` of a contract');
  });

  it("does not start while a handled event has no publisher", async () => {
    expect(await start(["customer.orderCreted"])).toContain("did you mean customer.orderCreated?");
    expect(await start(["courier.deliveryCreated"])).toContain("add the contract of courier to `modules`");
  });

  it("does not start without a provider of events", async () => {
    const text = await start(["customer.orderCreated"], { SEAMLINE_EVENTS: "memory:" });
    expect(text).toContain("events: customer has events, and the application carries none");
    expect(text).toContain("SEAMLINE_EVENTS: this application carries no events");
  });
});
