/** A small service for tests, its client written as the generator writes one. */

import { z } from "zod";
import { getOperation } from "../src/generated.ts";
import {
  type CallContext,
  type CallOptions,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  isoDateTime,
  ServiceClient,
} from "../src/index.ts";

export const greeterContract = defineContract("greeter", {
  operations: {
    greet: {
      http: "GET /greetings/{name}",
      input: z.object({ name: z.string(), times: z.int().default(1), title: z.string().optional() }),
      output: z.object({ text: z.string(), at: isoDateTime().optional() }),
      errors: { tooShy: { code: "failed_precondition", details: z.object({ name: z.string() }) } },
    },
    wave: { input: z.object({ hand: z.enum(["left", "right"]), note: z.string().optional() }) },
    adminOnly: { allow: ["admin"], output: z.string() },
  },
});

export class TooShy extends DeclaredError<{ name: string }> {
  static override readonly identity = {
    service: "greeter",
    reason: "tooShy",
    code: "failed_precondition",
    message: "too shy",
  } as const;
  constructor(details: { name: string }, options?: DeclaredErrorOptions) {
    super(TooShy.identity, details, options);
  }
}

export interface Greeting {
  text: string;
  at?: Date | undefined;
}

export class GreeterClient extends ServiceClient {
  static override readonly contract = greeterContract;
  static override readonly errors = { tooShy: TooShy };
  greet(input: { name: string; times?: number; title?: string | undefined }, options?: CallOptions): Promise<Greeting> {
    return this.call(getOperation(greeterContract, "greet"), input, options) as Promise<Greeting>;
  }
  wave(input: { hand: "left" | "right"; note?: string }, options?: CallOptions): Promise<void> {
    return this.call(getOperation(greeterContract, "wave"), input, options) as Promise<void>;
  }
  adminOnly(options?: CallOptions): Promise<string> {
    return this.call(getOperation(greeterContract, "adminOnly"), {}, options) as Promise<string>;
  }
}

/** Handlers that a test may replace one by one. */
export function greeterHandlers(
  overrides: Record<string, (input: never, context: CallContext) => unknown> = {},
): object {
  return {
    greet: ({ name, times }: { name: string; times: number }) => ({ text: `hello ${name}`.repeat(times) }),
    wave: () => undefined,
    adminOnly: () => "secret garden",
    ...overrides,
  };
}
