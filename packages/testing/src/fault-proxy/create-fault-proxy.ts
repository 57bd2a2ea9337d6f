/**
 * A TCP proxy that does to connections what networks do to them, by a plan and reproducibly.
 *
 * It knows no HTTP, except where a fault is about whole answers: interim answers, duplicates and idle connections are those of
 * HTTP/1.1. Everything else happens to bytes, whatever they mean.
 */

import { createServer } from "node:net";
import { createRandom, fieldsOf } from "@seamline/core/internal";
import { type Connection, openConnection, type ProxyCounters, type ProxyTarget } from "./connection.ts";
import { assertFaultPlan, type FaultPlan, faultsOf } from "./fault-plan.ts";

/** The target of a fault proxy, and the faults on the way to it. */
export interface FaultProxyOptions {
  /** The address that connections are passed on to. */
  readonly target: ProxyTarget;
  /** Decides all that the plan leaves to chance; an integer. Default 1. */
  readonly seed?: number;
  /** The faults of the connections to come. Default: none. */
  readonly faults?: FaultPlan;
}

/** Counters of a proxy since it was opened. */
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
  /** The port that it listens on, of 127.0.0.1. */
  readonly port: number;
  /** A snapshot. */
  readonly stats: FaultProxyStats;
  /**
   * Replaces the plan. Connections accepted from now on follow it, counted from its beginning;
   * others keep their faults.
   */
  setFaults(faults: FaultPlan): void;
  /** Destroys every connection. Resolves once nothing is left: no socket, no timer. */
  close(): Promise<void>;
}

/**
 * Opens a proxy on a free port of 127.0.0.1.
 * @throws {RangeError} for a plan with a number that cannot be meant.
 * @example
 * ```ts
 * const proxy = await createFaultProxy({
 *   target: { port: 3001 },
 *   faults: { others: { response: { latencyMs: 20, cut: { at: 100, by: "rst" } } } },
 * });
 * ```
 */
export async function createFaultProxy({ target, seed = 1, faults = {} }: FaultProxyOptions): Promise<FaultProxy> {
  assertFaultPlan(faults);
  const counters: ProxyCounters = { requestBytes: 0, answerBytes: 0, cuts: 0, idleCloses: 0 };
  const open = new Set<Connection>();
  let plan = faults;
  let planned = 0;
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    // A seed for each connection: what it draws does not depend on what happens on the others.
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
