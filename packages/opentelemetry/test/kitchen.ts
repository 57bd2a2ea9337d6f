/**
 * A service whose outputs are streams or break its contract, in this process or behind a listener.
 */

import {
  type Application,
  type CallContext,
  type ClientOf,
  createApplication,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  defineModule,
  type Interceptor,
  ServiceError,
  stream,
  type Transport,
} from "@seamline/core";
import { createInProcessTransport, type Dispatcher, getApplicationHost } from "@seamline/core/extend";
import { createHttpTransport, listen } from "@seamline/http";
import { z } from "zod";

/** The continuation of a stream after two items. */
export type Mode = "end" | "more" | "declared" | "bug" | "silence";

const input = z.object({ mode: z.enum(["end", "more", "declared", "bug", "silence"]) });
const errors = { kitchenClosed: { code: "failed_precondition" } } as const;

function defineKitchen<Item extends z.ZodType>(Item: Item) {
  return defineContract("kitchen", {
    operations: {
      watch: { input, output: stream(Item), errors },
      count: { http: "GET /count", output: Item },
    },
  });
}

const contract = defineKitchen(z.int());
/** The contract in the version of another caller. */
const newerContract = defineKitchen(z.int().max(1));

class KitchenClosed extends DeclaredError<undefined> {
  static override readonly identity = {
    service: "kitchen",
    reason: "kitchenClosed",
    code: "failed_precondition",
    message: "Kitchen closed",
  } as const;
  constructor(details?: undefined, options?: DeclaredErrorOptions) {
    super(KitchenClosed.identity, details, options);
  }
}

export type KitchenClient = ClientOf<typeof contract>;

function startKitchen(onItem: (item: number) => void): object {
  return {
    async *watch({ mode }: { mode: Mode }, { signal }: CallContext): AsyncGenerator<number> {
      for (let item = 1; item <= 2 || mode === "more"; item += 1) {
        if (item <= 2) onItem(item);
        yield item;
      }
      if (mode === "declared") throw new KitchenClosed();
      if (mode === "bug") throw new Error("the secret of the kitchen");
      if (mode === "silence") await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    },
    count: () => 2,
  };
}

/** A kitchen and its callers. */
export interface Kitchen extends AsyncDisposable {
  readonly client: KitchenClient;
  /** A caller with another version of the contract. */
  readonly newer: KitchenClient;
}

/** The transports to the kitchen. */
export const transportNames = ["in-process", "over HTTP"] as const;

export interface KitchenOptions {
  readonly interceptors: { readonly client: readonly Interceptor[]; readonly server: readonly Interceptor[] };
  /** Called in the handler, before each of the first two items. Default: nothing. */
  readonly onItem?: (item: number) => void;
  /** The number of attempts that fail before they are sent. Default 0. */
  readonly failures?: number;
}

/** Opens a kitchen, and two applications that call it. */
export async function openKitchen(
  transportName: (typeof transportNames)[number],
  { interceptors, onItem = () => undefined, failures = 0 }: KitchenOptions,
): Promise<Kitchen> {
  const module = defineModule({ contract, start: () => startKitchen(onItem) });
  const modules = { kitchen: { contract, load: async () => module } };
  const host = createApplication({ modules, interceptors, onError: () => undefined });
  const { internal = "" } = await listen(host, { internal: { port: 0 } });
  const [dispatcher] = getApplicationHost(host).dispatchers;
  const transport =
    transportName === "in-process" ? createInProcessTransport(dispatcher as Dispatcher) : createHttpTransport(internal);
  const call = failFirst(transport, failures);
  const callers = [contract, newerContract].map((known) =>
    createApplication({ modules: { kitchen: { contract: known } }, interceptors, topology: { kitchen: { call } } }),
  ) as [Application, Application];
  for (const caller of callers) await caller.start();
  return {
    client: callers[0].client(contract),
    newer: callers[1].client(newerContract),
    async [Symbol.asyncDispose]() {
      for (const caller of callers) await caller.stop();
      await transport.close?.();
      await host.stop();
    },
  };
}

function failFirst(transport: Transport, failures: number): Transport["call"] {
  let left = failures;
  return async (request) => {
    if (left === 0) return transport.call(request);
    left -= 1;
    throw new ServiceError("unavailable", "not there yet", { sent: "not_sent" });
  };
}
