/**
 * The service in which secrets are planted. It declares an error, so that secrets can leak in one.
 */

import { type CallOptions, type Contract, DeclaredError, defineContract, ServiceClient } from "@seamline/core";
import { type DeclaredErrorIdentity, getOperation } from "@seamline/core/generated";
import { z } from "zod";

const expose = "public" as const;
const planted = z.object({ index: z.int() });
const wordy = z.string().refine((text) => text === "", { error: ({ input }) => `${String(input)} is not good` });

/** Operations for every mistake of a handler or a request. */
export const keeperContract: Contract = defineContract("keeper", {
  operations: {
    leak: {
      http: "POST /leak",
      expose,
      input: planted,
      output: z.object({
        count: z.int().optional(),
        kind: z.enum(["a", "b"]).optional(),
        byName: z.record(z.string(), z.int()).optional(),
        refined: wordy.optional(),
        email: z.email().optional(),
      }),
      errors: { lost: { code: "not_found", details: z.object({ id: z.int() }) } },
    },
    take: {
      http: "PUT /take/{id}",
      expose,
      input: z.object({
        id: z.int(),
        page: z.int().optional(),
        count: z.int().optional(),
        kind: z.enum(["a", "b"]).optional(),
        only: z.literal("x").optional(),
        email: z.email().optional(),
        code: z.string().regex(/^\d+$/).optional(),
        short: z.string().max(3).optional(),
        list: z.array(z.int()).optional(),
        byName: z.record(z.string(), z.int()).optional(),
        either: z.union([z.int(), z.boolean()]).optional(),
        strict: z.strictObject({ a: z.int().optional() }).optional(),
        refined: wordy.optional(),
        custom: z
          .string()
          .superRefine((text, context) => context.addIssue({ code: "custom", message: `no ${text}`, path: [text] }))
          .optional(),
      }),
      in: { query: ["page"] },
    },
  },
});

/** The declared error of `leak`. */
export class Lost extends DeclaredError<{ id: number }> {
  static override readonly identity: DeclaredErrorIdentity = {
    service: "keeper",
    reason: "lost",
    code: "not_found",
    message: "lost",
  };
  constructor(details: { id: number }, options?: object) {
    super(Lost.identity, details, options);
  }
}

/** Calls any operation of the keeper. */
export class KeeperClient extends ServiceClient {
  static override readonly contract: Contract = keeperContract;
  static override readonly errors: { readonly lost: typeof Lost } = { lost: Lost };
  run(operation: string, input: unknown, options?: CallOptions): Promise<unknown> {
    return this.call(getOperation(keeperContract, operation), input, options);
  }
}
