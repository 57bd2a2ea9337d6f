/** A service that is called over a broker, and applications that serve or call it. */

import {
  type Application,
  createApplication,
  defineContract,
  defineModule,
  type ModuleEntry,
  stream,
} from "@seamline/core";
import { randomHex } from "@seamline/core/internal";
import { z } from "zod";
import { amqp } from "../../src/amqp.ts";
import { listenOnBroker } from "../../src/calls.ts";
import { nats } from "../../src/nats.ts";
import { CuttableProxy } from "../servers/cuttable-proxy.ts";

const count = z.object({ count: z.int() });

/** Operations that respond, wait, and stream. */
export const depotContract = defineContract("depot", {
  operations: {
    add: { input: count, output: z.int(), allow: ["shop"] },
    put: { http: "PUT /depot/put", input: count, output: z.int() },
    wait: { output: z.int() },
    list: { http: "GET /depot", input: count, output: stream(z.string()) },
    sum: { input: stream(z.int()), output: z.int() },
    who: { output: z.string() },
  },
});

/** Events of the handlers of one depot. */
export interface Depot {
  readonly name: string;
  /** Calls of each operation. */
  readonly runs: Record<string, number>;
  /** Items of `list` that were produced. */
  produced: number;
  /** Codes with which `wait` and `list` were canceled. */
  readonly canceled: string[];
  /** Called as `wait` begins. */
  onWait: () => void;
  /** Lets the calls of `wait` respond. */
  release(): void;
}

/** The kinds of brokers, each with the port of this machine. */
export const brokers = {
  nats: { create: nats, port: 4222 },
  amqp: { create: amqp, port: 5672 },
} as const;

/** The name of a kind. */
export type BrokerName = keyof typeof brokers;

/** A world of one test: its names on the broker, and everything that is open. */
export class World {
  readonly prefix: string;
  readonly name: BrokerName;
  readonly #applications: Application[] = [];
  readonly #proxies: CuttableProxy[] = [];

  constructor(name: BrokerName, prefix: string = `test-${randomHex(6)}`) {
    this.name = name;
    this.prefix = prefix;
  }

  /** The URL of the broker. */
  url(port: number = brokers[this.name].port): string {
    return `${this.name}://127.0.0.1:${port}?prefix=${this.prefix}`;
  }

  /** A proxy to the broker. */
  async proxy(): Promise<CuttableProxy> {
    const proxy = await CuttableProxy.start(brokers[this.name].port);
    this.#proxies.push(proxy);
    return proxy;
  }

  /** An application that serves the depot. */
  async serve(options: { port?: number; name?: string; maxCalls?: number; keys?: string } = {}): Promise<{
    readonly depot: Depot;
    readonly app: Application;
  }> {
    const { depot, entry } = createDepot(options.name ?? "depot");
    const app = createApplication({
      modules: { depot: entry },
      ...(options.keys !== undefined && { env: { SEAMLINE_KEYS: options.keys } }),
    });
    this.#applications.push(app);
    await listenOnBroker(app, {
      url: this.url(options.port),
      brokers: [brokers[this.name].create()],
      ...(options.maxCalls !== undefined && { maxCalls: options.maxCalls }),
    });
    return { depot, app };
  }

  /** An application that calls the depot. */
  async call(options: { port?: number; keys?: string } = {}): Promise<Application> {
    const app = createApplication({
      modules: { depot: { contract: depotContract } },
      transports: [brokers[this.name].create()],
      env: {
        SEAMLINE_DEPOT: this.url(options.port),
        ...(options.keys !== undefined && { SEAMLINE_KEYS: options.keys }),
      },
    });
    this.#applications.push(app);
    await app.start();
    return app;
  }

  /** Stops everything. */
  async end(): Promise<void> {
    for (const app of this.#applications.reverse()) await app.stop();
    for (const proxy of this.#proxies) await proxy.close();
  }
}

function createDepot(name: string): { readonly depot: Depot; readonly entry: ModuleEntry } {
  const released = Promise.withResolvers<void>();
  const depot: Depot = {
    name,
    runs: {},
    produced: 0,
    canceled: [],
    onWait: () => undefined,
    release: () => released.resolve(),
  };
  const run = (operation: string): number => {
    const runs = (depot.runs[operation] ?? 0) + 1;
    depot.runs[operation] = runs;
    return runs;
  };
  const module = defineModule({
    contract: depotContract,
    start: () => ({
      add: (input: { count: number }) => run("add") && input.count + 1,
      put: (input: { count: number }) => run("put") && input.count + 1,
      async wait(_input: unknown, context: { signal: AbortSignal }) {
        const runs = run("wait");
        depot.onWait();
        const aborted = Promise.withResolvers<never>();
        context.signal.addEventListener("abort", () => aborted.reject(context.signal.reason));
        try {
          await Promise.race([released.promise, aborted.promise]);
        } catch (reason) {
          depot.canceled.push((reason as { code: string }).code);
          throw reason;
        }
        return runs;
      },
      async *list(input: { count: number }, context: { signal: AbortSignal }) {
        run("list");
        try {
          for (let index = 0; index < input.count; index += 1) {
            depot.produced += 1;
            yield "x".repeat(1_000);
          }
        } finally {
          if (context.signal.aborted) depot.canceled.push(context.signal.reason.code);
        }
      },
      async sum(input: AsyncIterable<number>) {
        let sum = 0;
        for await (const item of input) sum += item;
        return sum;
      },
      who: () => run("who") && name,
    }),
  });
  return { depot, entry: { contract: depotContract, load: async () => ({ module }) } };
}
