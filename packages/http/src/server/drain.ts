/**
 * Draining a server: requests that have begun end, new ones are told to close their connections,
 * then everything closes.
 */

import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { Connections } from "./connections.ts";

/**
 * A listener is quiet once so many looks in a row, each after so many milliseconds, have met no
 * request; how long it may take at most.
 */
const quiet = { looks: 10, everyMs: 10, withinMs: 2_000 };

/**
 * Lets requests that have begun be answered, and closes every connection. A request that is still
 * arriving has the usual time to do so. Until it is quiet, connections stay open and new ones are
 * taken: a request that is on its way when its connection or the socket closes would be lost, and
 * its caller could not tell whether it ran. It is answered instead, and its connection closed.
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
  for (let looks = 0; looks < quiet.looks && performance.now() < end; looks += 1) {
    const before = requests;
    await wait(quiet.everyMs);
    if (requests > before) looks = -1;
  }
  server.off("request", count);
  server.off("checkContinue", count);
}
