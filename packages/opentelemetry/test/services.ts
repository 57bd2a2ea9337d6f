/**
 * Three services that call one another, hosted together or apart: customer → courier → restaurant.
 */

import { propagation, trace } from "@opentelemetry/api";
import {
  type Application,
  type ApplicationOptions,
  type CallContext,
  type ClientOf,
  createApplication,
  createClientClass,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  defineModule,
} from "@seamline/core";
import { http, type ListenOptions, listen } from "@seamline/http";
import { z } from "zod";

/**
 * `missing` is a declared error of the restaurant, `bug` an undeclared one; `wait` waits until the
 * call is canceled.
 */
export type Mode = "ok" | "missing" | "bug" | "wait";

export interface Order {
  mode: Mode;
  /** Marks the spans that handlers create. */
  mark?: string;
}

/** The context of one hop. */
export interface Seen {
  service: string;
  caller: string | null;
  depth: number;
  principal: unknown;
  tenant: string | null;
  locale: string | null;
  metadata: unknown;
  traceId: string;
  spanId: string;
  /** The trace of the span that was active in the handler. */
  activeTraceId: string | null;
  mark: string | null;
  /** The baggage that was active in the handler. */
  baggage: Record<string, string>;
  traceState: string | null;
}

const Order = z.object({ mode: z.enum(["ok", "missing", "bug", "wait"]), mark: z.string().optional() });
const errors = { restaurantNotFound: { code: "not_found", details: z.object({ id: z.int() }) } } as const;
const exposed = { expose: "public", input: Order, output: z.json() as z.ZodType as z.ZodType<Seen[]>, errors } as const;

export const contracts = {
  customer: defineContract("customer", { operations: { placeOrder: exposed } }),
  courier: defineContract("courier", { operations: { createDelivery: exposed } }),
  restaurant: defineContract("restaurant", { operations: { findRestaurant: exposed } }),
} as const;

export type Service = keyof typeof contracts;

class RestaurantNotFound extends DeclaredError<{ id: number }> {
  static override readonly identity = {
    service: "restaurant",
    reason: "restaurantNotFound",
    code: "not_found",
    message: "Restaurant not found",
  } as const;

  constructor(details: { id: number }, options?: DeclaredErrorOptions) {
    super(RestaurantNotFound.identity, details, options);
  }
}

const CourierClient = createClientClass(contracts.courier);
const RestaurantClient = createClientClass(contracts.restaurant);

/** Resolved when a handler in the mode `wait` has begun to wait. */
export const waiting: { resolve: () => void } = { resolve: () => undefined };

const modules = {
  customer: defineModule({
    contract: contracts.customer,
    uses: [CourierClient],
    start: (module) => ({
      async placeOrder(input: Order, context: CallContext): Promise<Seen[]> {
        // A span of the module, around the nested call.
        const nested = await inSpan(`pack ${input.mark ?? ""}`.trim(), () =>
          module.client(CourierClient).createDelivery(input, { metadata: { hop: ["customer"] } }),
        );
        return [seen(context, input), ...nested];
      },
    }),
  }),
  courier: defineModule({
    contract: contracts.courier,
    uses: [RestaurantClient],
    start: (module) => ({
      async createDelivery(input: Order, context: CallContext): Promise<Seen[]> {
        return [seen(context, input), ...(await module.client(RestaurantClient).findRestaurant(input))];
      },
    }),
  }),
  restaurant: defineModule({
    contract: contracts.restaurant,
    start: () => ({
      async findRestaurant(input: Order, context: CallContext): Promise<Seen[]> {
        if (input.mode === "missing") throw new RestaurantNotFound({ id: 7 });
        if (input.mode === "bug") throw new Error("the secret of the restaurant");
        if (input.mode === "wait") {
          waiting.resolve();
          await new Promise((_resolve, reject) => {
            context.signal.addEventListener("abort", () => reject(context.signal.reason as Error), { once: true });
          });
        }
        return inSpan(`cook ${input.mark ?? ""}`.trim(), async () => [seen(context, input)]);
      },
    }),
  }),
};

function seen(context: CallContext, { mark }: Order): Seen {
  const { operation, caller, depth, principal, tenant, locale, metadata } = context;
  const plain = {
    caller,
    principal,
    tenant,
    locale,
    mark,
    activeTraceId: trace.getActiveSpan()?.spanContext().traceId,
    traceState: trace.getActiveSpan()?.spanContext().traceState?.serialize(),
  };
  const baggage = propagation.getActiveBaggage()?.getAllEntries() ?? [];
  const nulls = Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, value ?? null]));
  return {
    ...nulls,
    service: operation.service,
    depth,
    metadata,
    traceId: context.trace.traceId,
    spanId: context.trace.spanId,
    baggage: Object.fromEntries(baggage.map(([name, { value }]) => [name, value])),
  } as Seen;
}

async function inSpan<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  return trace.getTracer("the application's own").startActiveSpan(name, async (span) => {
    try {
      return await run();
    } finally {
      span.end();
    }
  });
}

/** A system of one or more processes; here they share one. */
export interface System extends AsyncDisposable {
  readonly client: ClientOf<typeof contracts.customer>;
  /** The URL of the public listener of the last process. */
  readonly publicUrl: string;
}

/**
 * The services of each process, the last ones first: a process receives the URLs of those before
 * it.
 */
export type Layout = readonly (readonly Service[])[];

/** Starts a system. The last process makes the calls. */
export async function openSystem(
  layout: Layout,
  options: Pick<ApplicationOptions, "interceptors" | "env"> & { listen?: Partial<ListenOptions> } = {},
): Promise<System> {
  const applications: Application[] = [];
  const addresses: Record<string, string> = {};
  let publicUrl = "";
  for (const hosted of layout) {
    const app = createApplication({
      modules: Object.fromEntries(
        (Object.keys(contracts) as Service[]).map((name) => [
          name,
          { contract: contracts[name], load: async () => modules[name] },
        ]),
      ),
      transports: [http()],
      env: { SEAMLINE_MODULES: hosted.join(","), ...addresses, ...options.env },
      onError: () => undefined,
      ...(options.interceptors && { interceptors: options.interceptors }),
    });
    applications.push(app);
    const listening = await listen(app, { public: { port: 0 }, internal: { port: 0 }, ...options.listen });
    publicUrl = listening.public ?? "";
    for (const name of hosted) addresses[`SEAMLINE_${name.toUpperCase()}`] = listening.internal ?? "";
  }
  const last = applications.at(-1) as Application;
  return {
    client: last.client(contracts.customer),
    publicUrl,
    async [Symbol.asyncDispose]() {
      for (const app of applications.reverse()) await app.stop();
    },
  };
}

/** The layouts of the three services. In `apart`, a process without modules is the caller. */
export const layouts: Readonly<Record<string, { layout: Layout; env?: Record<string, string> }>> = {
  "in-process": { layout: [["restaurant", "courier", "customer"]] },
  strict: { layout: [["restaurant", "courier", "customer"]], env: { SEAMLINE_STRICT: "7" } },
  "over HTTP": { layout: [["restaurant"], ["courier"], ["customer"], []] },
  mixed: { layout: [["restaurant"], ["courier", "customer"]] },
};
