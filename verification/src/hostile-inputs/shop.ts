/**
 * The application under attack: one service on a public and an internal listener, with counted
 * handlers.
 */

import {
  type Application,
  base64,
  bigintText,
  type CallContext,
  type CallOptions,
  type Contract,
  createApplication,
  createClient,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  defineModule,
  isoDateTime,
  ServiceClient,
  ServiceError,
  type Transport,
} from "@seamline/core";
import { getOperation } from "@seamline/core/generated";
import { createHttpTransport, http, type ListenOptions, listen } from "@seamline/http";
import { z } from "zod";

const Item = z.object({
  id: z.string(),
  page: z.int().optional(),
  ratio: z.number().optional(),
  flag: z.boolean().optional(),
  words: z.array(z.string()).optional(),
});
const Kept = z.object({
  a: z.json().optional(),
  list: z.array(z.json()).optional(),
  text: z.string().optional(),
  amount: z.number().optional(),
  whole: z.int().optional(),
});
const Coded = z.object({
  at: isoDateTime().optional(),
  big: bigintText().optional(),
  bytes: base64().optional(),
});

export const shopContract: Contract = defineContract("shop", {
  operations: {
    keep: { http: "POST /shop/keep", expose: "public", input: Kept, output: Kept },
    find: { http: "GET /shop/items/{id}", expose: "public", input: Item, output: Item },
    pair: {
      http: "PUT /shop/pairs/{one}/{other}",
      input: z.object({ one: z.string(), other: z.string() }),
      output: z.object({ one: z.string(), other: z.string() }),
    },
    measure: {
      http: "GET /shop/measures/{value}",
      input: z.object({ value: z.union([z.number(), z.boolean()]) }),
      output: z.union([z.number(), z.boolean()]),
    },
    code: { http: "POST /shop/code", expose: "public", input: Coded, output: Coded },
    need: { http: "POST /shop/need", expose: "public", input: z.object({ text: z.string() }), output: z.string() },
    act: {
      http: "POST /shop/act",
      expose: "public",
      output: z.object({ done: z.boolean() }),
      errors: { soldOut: { code: "failed_precondition", details: z.object({ item: z.string() }) } },
    },
    context: { http: "POST /shop/context", expose: "public", output: z.json() },
    touch: { http: "POST /shop/touch" },
    secret: { http: "POST /shop/secret", output: z.string() },
    guarded: { http: "POST /shop/guarded", allow: ["customer"], output: z.string() },
  },
});

/** The operations of the shop. */
export type ShopOperation =
  | "keep"
  | "find"
  | "pair"
  | "measure"
  | "code"
  | "need"
  | "act"
  | "context"
  | "touch"
  | "secret"
  | "guarded";

export class SoldOut extends DeclaredError<{ item: string }> {
  static override readonly identity = {
    service: "shop",
    reason: "soldOut",
    code: "failed_precondition",
    message: "sold out",
  } as const;

  constructor(details: { item: string }, options: DeclaredErrorOptions = {}) {
    super(SoldOut.identity, details, options);
  }
}

export class ShopClient extends ServiceClient {
  static override readonly contract: Contract = shopContract;
  static override readonly errors: { readonly soldOut: typeof SoldOut } = { soldOut: SoldOut };

  run(operation: ShopOperation, input?: unknown, options?: CallOptions): Promise<unknown> {
    return this.call(getOperation(shopContract, operation), input, options);
  }
}

/** The behaviour of the `act` handler. */
export type Act = (context: CallContext) => unknown;

/** A running shop. */
export interface Shop extends AsyncDisposable {
  readonly app: Application;
  readonly publicUrl: URL;
  readonly internalUrl: URL;
  /** A client over HTTP. */
  readonly client: ShopClient;
  /** A client in-process. */
  readonly local: ShopClient;
  /** Handler runs so far. */
  readonly runs: number;
  /** Inputs of the handlers, the latest last. */
  readonly inputs: unknown[];
  /** Errors that the application passed to `onError`. */
  readonly reported: unknown[];
  /** The behaviour of the `act` handler; assign it to replace it. */
  act: Act;
}

/** The options of both listeners, and the environment. */
export interface ShopOptions extends ListenOptions {
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens a shop on free ports of the loopback address. */
export async function openShop({ env = {}, ...options }: ShopOptions = {}): Promise<Shop> {
  const inputs: unknown[] = [];
  const reported: unknown[] = [];
  let runs = 0;
  const counted =
    (handle: (input: never, context: CallContext) => unknown) =>
    (input: never, context: CallContext): unknown => {
      runs += 1;
      inputs.push(input);
      return handle(input, context);
    };
  const echo = counted((input) => input);
  const handlers = {
    keep: echo,
    find: echo,
    pair: echo,
    measure: counted(({ value }: { value: unknown }) => value),
    code: echo,
    need: counted(({ text }: { text: string }) => text),
    act: counted((_input, context) => shop.act(context)),
    context: counted((_input, context) => printContext(context)),
    touch: counted(() => undefined),
    secret: counted(() => "the secret of the shop"),
    guarded: counted(() => "welcome"),
  };
  const app = createApplication({
    modules: {
      shop: {
        contract: shopContract,
        load: async () => defineModule({ contract: shopContract, start: () => handlers }),
      },
    },
    transports: [http()],
    env,
    onError: (error) => reported.push(error),
  });
  const listening = await listen(app, {
    public: { port: 0, authenticate, ...options.public },
    internal: { port: 0, ...options.internal },
  });
  const transport: Transport = createHttpTransport(listening.internal ?? "");
  const shop: Shop = {
    app,
    publicUrl: new URL(listening.public ?? ""),
    internalUrl: new URL(listening.internal ?? ""),
    client: createClient(ShopClient, transport),
    local: app.client(ShopClient),
    inputs,
    reported,
    act: () => ({ done: true }),
    get runs() {
      return runs;
    },
    async [Symbol.asyncDispose]() {
      await transport.close?.();
      await app.stop();
    },
  };
  return shop;
}

/** Accepts one token; requests without a token are anonymous. */
function authenticate({ headers }: { headers: { authorization?: string | undefined } }): { id: string } | undefined {
  if (headers.authorization === undefined) return undefined;
  if (headers.authorization === "Bearer good") return { id: "ada" };
  throw new ServiceError("unauthenticated", "expected a known token");
}

function printContext(context: CallContext): unknown {
  const { callId, caller, depth, principal, tenant, metadata, origin, trace, remainingMs } = context;
  return JSON.parse(JSON.stringify({ callId, caller, depth, principal, tenant, metadata, origin, trace, remainingMs }));
}
