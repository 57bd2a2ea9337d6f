/** The figures of events, for the databases that are reachable. */

import { listDialects } from "@seamline/messaging/test/databases.ts";
import { findPostgres } from "@seamline/messaging/test/servers/postgres-server.ts";
import type { Figure } from "../figure.ts";
import { killsIn, killsWith, withoutOutbox } from "./kills-figure.ts";
import { moving } from "./moving-figure.ts";
import { backendKill, idleInTransaction, poolExhaustion, repeatedKills, serverRestart } from "./postgres-figures.ts";
import { listBrokers } from "./servers.ts";

/** Lists the figures, in the order in which they run. */
export async function listEventFigures(): Promise<readonly Figure[]> {
  const dialects = await listDialects();
  const brokers = listBrokers();
  const movable = dialects.includes("postgres") && brokers.includes("nats") && brokers.includes("amqp");
  const onPostgres = dialects.includes("postgres");
  return [
    ...dialects.map(killsIn),
    ...(onPostgres ? brokers.map(killsWith) : []),
    withoutOutbox,
    ...(onPostgres ? [idleInTransaction, backendKill, poolExhaustion, repeatedKills] : []),
    ...(findPostgres() === undefined ? [] : [serverRestart]),
    ...(movable ? [moving] : []),
  ];
}
