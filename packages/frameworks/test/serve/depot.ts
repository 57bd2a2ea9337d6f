/** An application for the tests of contracts in existing apps. */

import {
  type Application,
  bytes,
  type CallContext,
  createApplication,
  DeclaredError,
  defineContract,
  defineModule,
  type ServiceError,
  stream,
} from "@seamline/core";
import { z } from "zod";

const Item = z.object({ id: z.string(), amount: z.int().positive(), note: z.string().optional() });

export const depotContract = defineContract("depot", {
  operations: {
    list: {
      http: "GET /depot/items",
      expose: "public",
      input: z.object({ tag: z.array(z.string()).optional() }),
      output: z.array(z.string()),
    },
    put: {
      http: "PUT /depot/items/{id}",
      expose: "public",
      input: Item,
      output: Item,
      errors: { full: { code: "failed_precondition", details: z.object({ id: z.string() }), message: "It is full" } },
    },
    who: { http: "GET /depot/who", expose: "public", output: z.string() },
    guarded: { http: "POST /depot/guarded", expose: "public", allow: ["user"], output: z.string() },
    hold: { http: "GET /depot/hold", expose: "public", timeoutMs: 600_000, output: z.string() },
    short: { http: "GET /depot/short", expose: "public", timeoutMs: 50, output: z.string() },
    fail: { http: "POST /depot/fail", expose: "public", output: z.string() },
    watch: { http: "GET /depot/watch", expose: "public", timeoutMs: 600_000, output: stream(z.int()) },
    numbers: {
      http: "GET /depot/numbers",
      expose: "public",
      input: z.object({ count: z.int() }),
      output: stream(z.int()),
    },
    large: { http: "GET /depot/large", expose: "public", output: z.string() },
    upload: { http: "POST /depot/upload", expose: "public", input: bytes(), output: z.int() },
    secret: { http: "POST /depot/secret", input: z.object({ code: z.string().optional() }), output: z.string() },
    look: { http: "GET /depot/secret/{id}", input: z.object({ id: z.string() }), output: z.string() },
  },
});

class Full extends DeclaredError<{ id: string }> {
  static override readonly identity = {
    service: "depot",
    reason: "full",
    code: "failed_precondition",
    message: "It is full",
  } as const;
  constructor(details: { id: string }) {
    super(Full.identity, details);
  }
}

/** The handlers, and what a test waits for. */
export class Depot {
  readonly ran: string[] = [];
  /** The number of calls that wait for `gate`. */
  holding = 0;
  begun: PromiseWithResolvers<void> = Promise.withResolvers();
  gate: PromiseWithResolvers<string> = Promise.withResolvers();
  aborted: PromiseWithResolvers<ServiceError> = Promise.withResolvers();

  /** Forgets the calls so far. */
  reset(): void {
    this.ran.length = 0;
    this.holding = 0;
    this.gate.resolve("late"); // handlers of canceled calls end as well
    this.begun = Promise.withResolvers();
    this.gate = Promise.withResolvers();
    this.aborted = Promise.withResolvers();
  }

  list = ({ tag = [] }: { tag?: string[] }): string[] => ["a", ...tag];
  put = (item: z.infer<typeof Item>): unknown => {
    this.ran.push("put");
    if (item.id === "full") throw new Full({ id: item.id });
    return item;
  };
  who = (_input: unknown, { principal }: CallContext): string => principal?.id ?? "none";
  guarded = (): string => "welcome";
  fail = (): never => {
    throw new Error("a secret of the depot");
  };
  hold = (_input: unknown, { signal }: CallContext): Promise<string> => {
    signal.addEventListener("abort", () => this.aborted.resolve(signal.reason as ServiceError));
    this.holding += 1;
    this.begun.resolve();
    return this.gate.promise;
  };
  short = (input: unknown, context: CallContext): Promise<string> => this.hold(input, context);
  async *watch(_input: unknown, { signal }: CallContext): AsyncGenerator<number, void, void> {
    yield 1;
    this.begun.resolve();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    this.aborted.resolve(signal.reason as ServiceError);
  }
  async *numbers({ count }: { count: number }): AsyncGenerator<number, void, void> {
    for (let number = 0; number < count; number += 1) yield number;
  }
  large = (): string => "x".repeat(200_000);
  upload = async (chunks: AsyncIterable<Uint8Array>): Promise<number> => {
    let size = 0;
    for await (const chunk of chunks) size += chunk.length;
    return size;
  };
  secret = (): string => {
    this.ran.push("secret");
    return "gold";
  };
  look = this.secret;
}

/** Key of calls between services, as `SEAMLINE_KEYS` has it. */
export const keyText: string = `k1:${Buffer.alloc(32, 7).toString("base64")}`;

/** Creates the application, not started. */
export function createDepot(depot: Depot, env: Record<string, string> = { SEAMLINE_KEYS: keyText }): Application {
  const module = defineModule({ contract: depotContract, start: () => depot as never });
  return createApplication({ env, modules: { depot: { contract: depotContract, load: async () => module } } });
}
