/**
 * A TCP proxy that applies the faults of real networks to connections, reproducibly, by a plan.
 *
 * Faults of whole responses (interim responses, duplicates, idle connections) parse HTTP/1.1. All
 * other faults act on bytes of any protocol.
 */

import { createServer } from "node:net";
import { createRandom, fieldsOf } from "@seamline/core/internal";
import { anything, assertSettings, object, type Setting, text, value } from "@seamline/core/settings";
import { type Connection, openConnection, type ProxyCounters, type ProxyTarget } from "./connection.ts";
import { assertFaultPlan, type FaultPlan, faultsOf } from "./fault-plan.ts";

/** The target of a fault proxy, and the faults on the way to it. */
export interface FaultProxyOptions {
  /** The address to which connections are forwarded. */
  readonly target: ProxyTarget;
  /** The seed of every random choice of the plan; an integer. Default 1. */
  readonly seed?: number;
  /** The faults of connections. Default: none. */
  readonly faults?: FaultPlan;
}

/** Counters since the proxy was opened. */
export interface FaultProxyStats extends Readonly<ProxyCounters> {
  /** Connections accepted. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: number;
}

/** An open proxy. */
export interface FaultProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The port on 127.0.0.1 on which it listens. */
  readonly port: number;
  /** A snapshot of the counters. */
  readonly stats: FaultProxyStats;
  /**
   * Replaces the plan. Connections accepted from now on follow it, from its first entry; open ones
   * keep their faults.
   */
  setFaults(faults: FaultPlan): void;
  /** Destroys every connection. Resolves once no socket and no timer is left. */
  close(): Promise<void>;
}

const proxySetting: Setting = object(
  {
    target: object(
      {
        host: text("a name or an address"),
        port: value(
          "a port, 1 to 65535",
          (given) => Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 65_535,
        ),
      },
      ["port"],
    ),
    seed: value("an integer", Number.isInteger),
    faults: anything,
  },
  ["target"],
);

/**
 * Opens a proxy on a free port of 127.0.0.1.
 * @throws {TypeError} for an unknown or invalid option.
 * @throws {RangeError} for a number of the plan out of bounds, with its path.
 * @example
 * ```ts
 * const proxy = await createFaultProxy({
 *   target: { port: 3001 },
 *   faults: { others: { response: { latencyMs: 20, cut: { at: 100, by: "rst" } } } },
 * });
 * ```
 */
export async function createFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  assertSettings("createFaultProxy", proxySetting, options);
  const { target, seed = 1, faults = {} } = options;
  assertFaultPlan(faults);
  const counters: ProxyCounters = { requestBytes: 0, responseBytes: 0, cuts: 0, idleCloses: 0 };
  const open = new Set<Connection>();
  let plan = faults;
  let planned = 0;
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    // A seed for each connection: its faults do not depend on the traffic of others.
    const random = createRandom(seed + connections);
    const connection = openConnection({ client, target, faults: faultsOf(plan, planned, random), random, counters });
    connections += 1;
    planned += 1;
    open.add(connection);
    void connection.closed.then(() => open.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const port = Number(fieldsOf(server.address()).port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get stats() {
      return { ...counters, connections, open: open.size };
    },
    setFaults(next) {
      assertFaultPlan(next);
      plan = next;
      planned = 0;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of open) connection.destroy();
      await Promise.all([closed, ...Array.from(open, (connection) => connection.closed)]);
    },
  };
}
