/** A small service for the tests: one operation per kind of binding, with its own listeners. */

import {
  type CallContext,
  type CallOptions,
  type Contract,
  createClient,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  ServiceClient,
  type ServiceError,
  type Transport,
} from "@seamline/core";
import {
  type ApplicationHost,
  type ApplicationState,
  createDispatcher,
  type Dispatcher,
  type DrainableListener,
  type SigningKey,
} from "@seamline/core/extend";
import { getOperation } from "@seamline/core/generated";
import { z } from "zod";
import { listenOn } from "../src/extend.ts";
import { createHttpTransport, type HttpTransportOptions, type Listening, type ListenOptions } from "../src/index.ts";

const Everything = z.object({
  id: z.string(),
  count: z.number(),
  flag: z.boolean(),
  words: z.array(z.string()),
  numbers: z.array(z.number()).optional(),
  size: z.enum(["small", "large"]).optional(),
  note: z.string().optional(),
  marks: z.array(z.string()).optional(),
});

export const shopContract = defineContract("shop", {
  operations: {
    search: {
      http: "GET /shop/{id}/search",
      expose: "public",
      input: Everything.omit({ note: true, marks: true }),
      output: Everything,
    },
    describe: {
      http: "PUT /shop/{id}/things/{count}",
      input: Everything.extend({ nested: z.array(z.json()) }),
      output: Everything.extend({ nested: z.array(z.json()) }),
      in: { header: ["note", "marks"], query: ["flag", "words"] },
    },
    buy: {
      http: "POST /shop/orders",
      expose: "public",
      input: z.object({ item: z.string(), amount: z.int().positive().default(1), mode: z.string().optional() }),
      output: z.object({ item: z.string(), amount: z.int() }),
      errors: {
        soldOut: {
          code: "failed_precondition",
          details: z.object({ item: z.string() }),
          message: "There is none left",
        },
        tooBusy: { code: "unavailable", retryable: true },
      },
    },
    touch: { http: "POST /shop/touch" },
    context: {
      http: "POST /shop/context",
      output: z.json(),
    },
    wait: { http: "POST /shop/wait", expose: "public", input: z.object({ name: z.string() }), output: z.string() },
    large: { http: "GET /shop/large", input: z.object({ size: z.int() }), output: z.string() },
    guarded: { http: "POST /shop/guarded", allow: ["customer"], output: z.string() },
  },
});

export class SoldOut extends DeclaredError<{ item: string }> {
  static override readonly identity = {
    service: "shop",
    reason: "soldOut",
    code: "failed_precondition",
    message: "There is none left",
  } as const;

  constructor(details: { item: string }, options: DeclaredErrorOptions = {}) {
    super(SoldOut.identity, details, options);
  }
}

export class TooBusy extends DeclaredError<undefined> {
  static override readonly identity = {
    service: "shop",
    reason: "tooBusy",
    code: "unavailable",
    message: "too busy",
  } as const;

  constructor(details?: undefined, options: DeclaredErrorOptions = {}) {
    super(TooBusy.identity, details, options);
  }
}

export type ShopOperation = "search" | "describe" | "buy" | "touch" | "context" | "wait" | "large" | "guarded";

export class ShopClient extends ServiceClient {
  static override readonly contract: Contract = shopContract;
  static override readonly errors = { soldOut: SoldOut, tooBusy: TooBusy };

  run(operation: ShopOperation, input?: unknown, options?: CallOptions): Promise<unknown> {
    return this.call(getOperation(shopContract, operation), input, options);
  }
}

/** Handlers that return their inputs. `wait` settles once `gate` opens. */
export class ShopHandlers {
  readonly calls: string[] = [];
  readonly waiting = Promise.withResolvers<CallContext>();
  readonly gate = Promise.withResolvers<string>();
  readonly aborted = Promise.withResolvers<ServiceError>();

  search(input: unknown): unknown {
    this.calls.push("search");
    return input;
  }
  describe(input: unknown): unknown {
    return input;
  }
  buy({ item, amount }: { item: string; amount: number }): unknown {
    this.calls.push("buy");
    if (item === "none") throw new SoldOut({ item });
    if (item === "busy") throw new TooBusy(undefined, { retryAfterMs: 1500 });
    if (item === "bug") throw new Error("a secret of the shop");
    if (item === "text") throw "a secret text";
    return item === "wrong" ? { item } : { item, amount };
  }
  touch(): void {
    this.calls.push("touch");
  }
  context(_input: unknown, context: CallContext): unknown {
    const { callId, caller, depth, principal, tenant, locale, metadata, idempotencyKey, origin, trace, baggage } =
      context;
    const plain = {
      callId,
      caller,
      depth,
      principal,
      tenant,
      locale,
      metadata,
      idempotencyKey,
      origin,
      trace,
      baggage,
    };
    return JSON.parse(JSON.stringify(plain));
  }
  async wait(_input: unknown, context: CallContext): Promise<string> {
    context.signal.addEventListener("abort", () => this.aborted.resolve(context.signal.reason as ServiceError));
    this.waiting.resolve(context);
    return this.gate.promise;
  }
  large({ size }: { size: number }): string {
    return "x".repeat(size);
  }
  guarded(): string {
    return "welcome";
  }
}

/** A running application, in the form that listeners use. */
export class TestHost implements ApplicationHost {
  state: ApplicationState = "ready";
  readonly dispatchers: readonly Dispatcher[];
  readonly keys: readonly SigningKey[];
  readonly ingresses: DrainableListener[] = [];
  readonly reported: unknown[] = [];

  constructor(handlers: object, keys: readonly SigningKey[] = []) {
    this.dispatchers = [createDispatcher(shopContract, handlers, { onError: (error) => this.reported.push(error) })];
    this.keys = keys;
  }
  async start(): Promise<void> {}
  unreadyReasons: readonly string[] = [];
  addListener(ingress: DrainableListener): void {
    this.ingresses.push(ingress);
  }
  addReadinessCheck(): () => void {
    return () => undefined;
  }
}

/** A shop with open listeners. Dispose of it at the end of the test. */
export interface Shop extends AsyncDisposable {
  readonly handlers: ShopHandlers;
  readonly host: TestHost;
  readonly listening: Listening;
  readonly publicUrl: URL;
  readonly internalUrl: URL;
  client(options?: HttpTransportOptions & { caller?: string; url?: string }): ShopClient;
}

export async function openShop(
  options: ListenOptions & { keys?: readonly SigningKey[]; secrets?: readonly SigningKey[] } = {},
): Promise<Shop> {
  const handlers = new ShopHandlers();
  const host = new TestHost(handlers, options.keys);
  const listening = await listenOn(host, {
    public: { port: 0, ...options.public },
    internal: { port: 0, ...options.internal },
    ...(options.onSkew && { onSkew: options.onSkew }),
  });
  const transports: Transport[] = [];
  return {
    handlers,
    host,
    listening,
    publicUrl: new URL(listening.public ?? ""),
    internalUrl: new URL(listening.internal ?? ""),
    client({ caller, url = listening.internal ?? "", ...rest } = {}) {
      const transport = createHttpTransport(url, { keys: options.keys ?? [], ...rest });
      transports.push(transport);
      return createClient(ShopClient, transport, caller === undefined ? {} : { caller });
    },
    async [Symbol.asyncDispose]() {
      handlers.gate.resolve("late");
      await Promise.all(transports.map((transport) => transport.close?.()));
      await listening.close();
    },
  };
}
