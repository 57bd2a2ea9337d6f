import { defineContract } from "@seamline/core";
import { z } from "zod";

const Money = z.object({ amount: z.string(), currency: z.string().default("EUR") }).meta({ id: "Money" });
const Moment = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** Named as the type parameter of publishers would be. */
const Transaction = z.object({ id: z.string(), at: Moment }).meta({ id: "Transaction" });

export const eventsContract = defineContract("customer", {
  operations: { createOrder: { input: z.object({ total: Money }), output: z.int() } },
  events: {
    orderCreated: {
      summary: "A customer has placed an order",
      description: "Before a restaurant has accepted it.",
      payload: z.object({ orderId: z.int(), lines: z.array(z.string()).min(1), note: z.string().default("") }),
      key: "orderId",
      deprecated: "orderCreatedV2 has the total",
    },
    orderCreatedV2: {
      payload: z.object({ orderId: z.int(), total: Money, placedAt: Transaction }),
      key: "orderId",
      afterFailure: "block-key",
      rememberDays: 30,
    },
    paid: { payload: Transaction, external: true },
    closed: { payload: z.object({}) },
  },
  handles: ["restaurant.orderAccepted", "courier.delivered"],
});
