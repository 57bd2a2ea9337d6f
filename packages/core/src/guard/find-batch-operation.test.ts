import { describe, expect, it } from "vitest";
import { defineContract, getOperation } from "../contract/define-contract.ts";
import { findBatchOperation, suggestBatchName } from "./find-batch-operation.ts";

function contractOf(...names: string[]): ReturnType<typeof defineContract> {
  return defineContract("shelf", { operations: Object.fromEntries(names.map((name) => [name, {}])) });
}

describe("findBatchOperation", () => {
  it.each([
    ["getRestaurant", "getRestaurants"],
    ["getRestaurant", "listRestaurants"],
    ["getRestaurant", "getRestaurantsByIds"],
    ["getRestaurantById", "findManyRestaurants"],
    ["findCategory", "findCategories"],
    ["createDelivery", "createDeliveries"],
    ["createDelivery", "batchCreateDelivery"],
    ["getBox", "getBoxes"],
    ["getOrderStatus", "getAllOrderStatus"],
  ])("finds for %s the operation %s", (one, many) => {
    const contract = contractOf(one, "close", many);
    expect(findBatchOperation(contract, getOperation(contract, one))?.name).toBe(many);
  });

  it.each([
    ["createDelivery", "listDeliveries"],
    ["getRestaurant", "getOrders"],
    ["getRestaurant", "deleteRestaurants"],
    ["getOrderStatus", "getOrder"],
    ["listOrders", "getOrders"],
  ])("does not take for %s the operation %s", (one, other) => {
    const contract = contractOf(one, other);
    expect(findBatchOperation(contract, getOperation(contract, one))).toBeUndefined();
  });
});

describe("suggestBatchName", () => {
  it.each([
    ["getRestaurant", "getRestaurants"],
    ["findCategory", "findCategories"],
    ["payDay", "payDays"],
    ["getBox", "getBoxes"],
  ])("makes of %s the name %s", (one, many) => {
    expect(suggestBatchName(getOperation(contractOf(one), one))).toBe(many);
  });
});
