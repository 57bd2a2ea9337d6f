/** A contract change fails exactly the consumers that rely on the changed part, by name. */

import { customerContract } from "@food/customer-client/contract";
import { RestaurantNotFound } from "@food/restaurant-client";
import { restaurantContract } from "@food/restaurant-client/contract";
import { type ContractDefinition, type DefinedContract, defineContract } from "@seamline/core";
import { createDispatcher } from "@seamline/core/extend";
import { type ProviderStateSetup, printFailure, readRecordings, verifyRecordings } from "@seamline/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contracts, createProvider, createStates } from "./provider.ts";

const recordings = readRecordings(new URL("../contracts/interactions", import.meta.url));

/** The failures of every provider, one of them with a changed contract and changed handlers. */
async function failuresAfter(
  changed: DefinedContract<ContractDefinition>,
  handlers: Readonly<Record<string, (input: never) => unknown>>,
  changedStates: Readonly<Record<string, ProviderStateSetup>> = {},
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const service of ["restaurant", "courier", "customer"] as const) {
    const provider = await createProvider(service);
    try {
      const isChanged = changed.name === service;
      const states = createStates(() => provider.databases);
      const verification = await verifyRecordings({
        contract: isChanged ? changed : contracts[service],
        recordings,
        target: isChanged ? createDispatcher(changed, handlers) : provider.app,
        states: isChanged ? { ...withoutEffect(states), ...changedStates } : states,
      });
      failures.push(...verification.failures.map(printFailure));
    } finally {
      await provider.stop();
    }
  }
  return failures;
}

/** A changed provider is a handful of functions, without a database to prepare. */
function withoutEffect(states: Readonly<Record<string, ProviderStateSetup>>): Record<string, ProviderStateSetup> {
  return Object.fromEntries(Object.keys(states).map((name) => [name, () => undefined]));
}

const { getRestaurant, acceptOrder } = restaurantContract.definition.operations;
const { createOrder, getOrder, changeOrderStatus } = customerContract.definition.operations;

describe("changing a contract", () => {
  it("breaks no consumer if it only adds", async () => {
    const output = z.object({ id: z.int32(), name: z.string(), stars: z.int() });
    const changed = defineContract("restaurant", {
      operations: { getRestaurant: { ...getRestaurant, output }, acceptOrder },
    });
    let accepts = true;
    const handlers = {
      getRestaurant({ restaurantId }: { restaurantId: number }) {
        if (restaurantId === 9) throw new RestaurantNotFound({ restaurantId });
        return { id: restaurantId, name: "Sora Lella", stars: 3 };
      },
      acceptOrder: () => accepts,
    };
    const failures = await failuresAfter(changed, handlers, {
      "a restaurant that takes orders"() {
        accepts = true;
      },
      "a restaurant that declines orders"() {
        accepts = false;
      },
    });
    expect(failures).toEqual([]);
  });

  it("names the customer's tests when the restaurant renames a field of its output", async () => {
    const output = z.object({ id: z.int32(), title: z.string() });
    const changed = defineContract("restaurant", {
      operations: { getRestaurant: { ...getRestaurant, output }, acceptOrder },
    });
    const failures = await failuresAfter(changed, {
      getRestaurant: () => ({ id: 1, title: "Sora Lella" }),
      acceptOrder: () => true,
    });
    expect(failures).toContain(
      "customer > placing an order > calls the restaurant, creates a delivery, and accepts the order > restaurant.getRestaurant: output.name: is no longer in the contract",
    );
    expect(new Set(failures.map((failure) => failure.split(" > ")[0]))).toEqual(new Set(["customer"]));
  });

  it("names the courier's tests when the customer service renames a field of its input", async () => {
    const input = z.object({ orderId: z.int32(), status: z.string() });
    const changed = defineContract("customer", {
      operations: { createOrder, getOrder, changeOrderStatus: { ...changeOrderStatus, input } },
    });
    const none = (): undefined => undefined;
    const failures = await failuresAfter(changed, { createOrder: none, getOrder: none, changeOrderStatus: none });
    expect(failures).toContain(
      "courier > moving a delivery on > moves the order too > customer.changeOrderStatus: input.status: expected string, found nothing",
    );
    expect(new Set(failures.map((failure) => failure.split(" > ")[0]))).toEqual(new Set(["courier"]));
  });
});
