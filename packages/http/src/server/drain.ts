/**
 * Draining a server: requests under way are completed, new ones close their connections, then
 * everything closes.
 */

import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { Connections } from "./connections.ts";

/**
 * A listener is quiet once this many checks in a row, at this interval, have found no new request;
 * the longest wait for it.
 */
const quiet = { checks: 10, everyMs: 10, withinMs: 2_000 };

/**
 * Completes requests under way, and closes every connection. A request that is still arriving has
 * its usual time. Until the listener is quiet, connections stay open and new ones are accepted: a
 * request sent just before its connection or the socket closes would be lost, and its caller could
 * not know whether it ran. It gets its response instead, and its connection closes.
 */
export async function drainServer(
  server: Server,
  connections: Connections,
  handshakes: ReadonlySet<Duplex>,
): Promise<void> {
  for (const arrival of connections.arrivals) arrival.closeConnection();
  if ((await countConnections(server)) > 0) await becomeQuiet(server);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all(connections.arrivals.map(({ res }) => new Promise((resolve) => res.on("close", resolve))));
  connections.closeAll();
  for (const socket of handshakes) socket.destroy();
  await closed;
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}

async function becomeQuiet(server: Server): Promise<void> {
  let requests = 0;
  const count = (): void => {
    requests += 1;
  };
  server.on("request", count);
  server.on("checkContinue", count);
  const end = performance.now() + quiet.withinMs;
  for (let checks = 0; checks < quiet.checks && performance.now() < end; checks += 1) {
    const before = requests;
    await wait(quiet.everyMs);
    if (requests > before) checks = -1;
  }
  server.off("request", count);
  server.off("checkContinue", count);
}
