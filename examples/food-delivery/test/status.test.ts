/** The two state machines: the steps of orders and deliveries. */

import { describe, expect, it } from "vitest";
import { mayMove } from "../modules/courier/src/delivery-status.ts";
import { statusesBefore } from "../modules/customer/src/order-status.ts";

const order = ["new", "accepted", "courier_assigned", "delivering", "successful", "failed", "declined"] as const;
const final = ["successful", "failed", "declined"] as const;
const shared = ["courier_assigned", "delivering", "successful", "failed"] as const;

describe("statusesBefore", () => {
  it("never leads from a later status to an earlier one", () => {
    for (const [index, to] of order.slice(0, 4).entries()) {
      for (const from of statusesBefore(to)) expect(order.indexOf(from)).toBeLessThan(index);
    }
  });

  it("allows no step from a final status", () => {
    for (const to of order) {
      for (const from of final) expect(statusesBefore(to)).not.toContain(from);
    }
  });

  it("lets an order be decided only while it is new", () => {
    expect(statusesBefore("accepted")).toEqual(["new"]);
    expect(statusesBefore("declined")).toEqual(["new"]);
  });
});

describe("mayMove", () => {
  it("agrees with the order's state machine on their common statuses", () => {
    for (const from of shared) {
      for (const to of shared)
        expect([from, to, mayMove(from, to)]).toEqual([from, to, statusesBefore(to).includes(from)]);
    }
  });
});
