/** A service for clients that other generators write: each kind of body, list and error. */

import { bytes, type Contract, defineContract } from "@seamline/core";
import { z } from "zod";

const Goods = z
  .object({
    id: z.int(),
    name: z.string(),
    shape: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("round"), radius: z.number() }).meta({ id: "Round" }),
      z.object({ kind: z.literal("square"), side: z.number() }).meta({ id: "Square" }),
    ]),
    note: z.string().nullable(),
    prices: z.record(z.enum(["net", "gross"]), z.int()),
  })
  .meta({ id: "Goods" });

/** The contract `goods`, all of whose operations are public. */
export const goodsContract: Contract = defineContract("goods", {
  operations: {
    getGoods: {
      http: "GET /goods/{id}",
      expose: "public",
      input: z.object({ id: z.int() }),
      output: Goods,
      errors: {
        goodsGone: { code: "not_found", details: z.object({ id: z.int() }) },
        goodsMoved: { code: "not_found", details: z.object({ to: z.string() }) },
      },
    },
    findGoods: {
      http: "GET /goods",
      expose: "public",
      input: z.strictObject({ ids: z.array(z.int()).optional(), names: z.array(z.string()).optional() }),
      output: z.object({ ids: z.array(z.int()), names: z.array(z.string()) }),
    },
    addGoods: { http: "POST /goods", expose: "public", input: Goods, output: Goods },
    changeGoods: {
      http: "PATCH /goods/{id}",
      expose: "public",
      input: z.object({ id: z.int(), ifMatch: z.string(), dryRun: z.boolean().default(false), name: z.string() }),
      in: { header: ["ifMatch"], query: ["dryRun"] },
      output: z.object({ id: z.int(), ifMatch: z.string(), dryRun: z.boolean(), name: z.string() }),
    },
    removeGoods: { http: "DELETE /goods/{id}", expose: "public", input: z.object({ id: z.int() }) },
    upload: { http: "POST /photo", expose: "public", input: bytes(), output: z.int() },
    download: { http: "GET /photo", expose: "public", output: bytes() },
  },
});
