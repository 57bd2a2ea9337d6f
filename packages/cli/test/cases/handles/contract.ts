import { defineContract } from "@seamline/core";
import { z } from "zod";

/** Another type of the same name in the contract whose events are handled. */
const Money = z.object({ cents: z.int() }).meta({ id: "Money" });

const Step = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cook"), minutes: z.int() }).meta({ id: "Cook" }),
  z.object({ kind: z.literal("pack"), parts: z.tuple([z.string(), z.int()]) }).meta({ id: "Pack" }),
]);

export const kitchenContract = defineContract("kitchen", {
  summary: "Cooks what was ordered.",
  operations: {},
  events: {
    done: { payload: z.object({ cost: Money.describe("What it cost."), steps: z.array(Step) }), summary: "A dish is done" },
  },
  handles: ["kitchen.done", "customer.orderCreatedV2", "customer.orderCreated", "elsewhere.happenedV3"],
});
