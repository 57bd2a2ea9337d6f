/**
 * A process of the soak. `serves` listens over HTTP; `calls` keeps a steady rate of calls to it and
 * to its own module. Both report a sample on request.
 */

import { setTimeout as sleep } from "node:timers/promises";
import {
  type Application,
  type CallContext,
  type CallOptions,
  type Contract,
  createApplication,
  type DeclaredError,
  defineModule,
  type ServiceClient,
  type ServiceClientClass,
  ServiceError,
} from "@seamline/core";
import { http, listen } from "@seamline/http";

/** The state of a process. Sizes are bytes. */
export interface Sample {
  /** Heap in use after a garbage collection. */
  readonly heap: number;
  readonly rss: number;
  readonly sockets: number;
  /** Resources that keep the process alive: sockets, timers, servers. */
  readonly handles: number;
  /** Outcomes of calls since the start, by transport. */
  readonly outcomes: Readonly<Record<string, Outcomes>>;
}

/** Counts of calls. */
export interface Outcomes {
  readonly succeeded: number;
  /** Expected failures with the declared error. */
  readonly declared: number;
  /** Canceled by the caller. */
  readonly canceled: number;
  readonly deadlineExceeded: number;
  /** Unexpected outcomes. */
  readonly other: number;
}

interface Order {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
}

interface OrdersClient extends ServiceClient {
  find(input: Order, options?: CallOptions): Promise<Order>;
  wait(input: Order, options?: CallOptions): Promise<string>;
}

const [part, generated = "", address, rates = "{}"] = process.argv.slice(2);
const { ordersContract } = (await import(`${generated}/handlers.ts`)) as { ordersContract: Contract };
const { OrdersClient: type } = (await import(`${generated}/client.ts`)) as {
  OrdersClient: ServiceClientClass<OrdersClient>;
};
const { SoldOut } = (await import(`${generated}/errors.ts`)) as {
  SoldOut: new (details: { id: number }) => DeclaredError<{ id: number }>;
};

const outcomes: Record<string, { -readonly [Key in keyof Outcomes]: number }> = {};

const orders = defineModule({
  contract: ordersContract,
  start: (): unknown => ({
    find(order: Order) {
      if (order.name === "fail") throw new SoldOut({ id: order.id });
      return order;
    },
    wait: (_order: Order, { signal }: CallContext) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve("late"), { once: true })),
  }),
});

if (part === "serves") {
  const application = createApplication({
    modules: { orders: { contract: ordersContract, load: async () => orders } },
  });
  process.send?.((await listen(application, { internal: { port: 0 } })).internal);
} else {
  const here = createApplication({ modules: { orders: { contract: ordersContract, load: async () => orders } } });
  const away = createApplication({
    modules: { orders: { contract: ordersContract } },
    transports: [http()],
    env: { SEAMLINE_ORDERS: address },
  });
  const perSecond = JSON.parse(rates) as Record<string, number>;
  void keepCalling("in-process", here, perSecond["in-process"] ?? 0);
  void keepCalling("http", away, perSecond.http ?? 0);
  process.send?.("ready");
}

process.on("message", async () => process.send?.(await takeSample()));

/**
 * Calls at a rate that does not depend on responses. Of ten calls one fails, one is canceled and
 * one runs out of time.
 */
async function keepCalling(transport: string, application: Application, perSecond: number): Promise<void> {
  await application.start();
  const client = application.client(type);
  const counts = { succeeded: 0, declared: 0, canceled: 0, deadlineExceeded: 0, other: 0 };
  outcomes[transport] = counts;
  const started = performance.now();
  for (let made = 0; ; await sleep(10)) {
    const due = ((performance.now() - started) / 1_000) * perSecond;
    for (; made < due; made += 1) void callOnce(client, made).then((outcome) => (counts[outcome] += 1));
  }
}

async function callOnce(client: OrdersClient, index: number): Promise<keyof Outcomes> {
  const kind = index % 10;
  const order = { id: index, name: kind === 7 ? "fail" : "good", tags: ["a", "b"] };
  try {
    if (kind < 8) await client.find(order);
    else if (kind === 8) {
      const controller = new AbortController();
      const pending = client.wait(order, { signal: controller.signal });
      setImmediate(() => controller.abort());
      await pending;
    } else await client.wait(order, { timeoutMs: 20 });
    return kind < 7 ? "succeeded" : "other";
  } catch (reason) {
    if (reason instanceof SoldOut) return kind === 7 ? "declared" : "other";
    const code = ServiceError.is(reason) ? reason.code : undefined;
    if (code === "canceled" && kind === 8) return "canceled";
    return code === "deadline_exceeded" && kind === 9 ? "deadlineExceeded" : "other";
  }
}

async function takeSample(): Promise<Sample> {
  // Each collection frees what the finalizers of the previous one released.
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const sockets = resources.filter((name) => /^(?:TCP(?:Socket)?Wrap|TLSWrap)$/.test(name)).length;
  return { heap: heapUsed, rss, sockets, handles: resources.length, outcomes };
}
