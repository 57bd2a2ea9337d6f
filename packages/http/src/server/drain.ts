/**
 * Draining a server: requests under way are completed, new ones close their connections, then
 * everything closes. Only calls are waited for: idle connections close at once, requests and
 * responses that their client has stopped to move after a grace period.
 */

import type { Server } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { createCallId } from "@seamline/core/extend";
import { now } from "@seamline/core/internal";
import { closeAfterWrites } from "../node/close-after-writes.ts";
import type { Arrival } from "./arrival.ts";
import type { Connection, ListenerArrival } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { respondWithError } from "./respond.ts";

/**
 * A listener is quiet once this many checks in a row, at this interval, have found no new request;
 * the longest wait for it.
 */
const quiet = { checks: 10, everyMs: 10, withinMs: 2_000 };

/**
 * Milliseconds for a request whose body is still arriving, and for written responses whose client
 * does not read. Nothing has run for such a request: it is refused as `unavailable`, not sent.
 */
const graceMs = 2_000;

/** Milliseconds between two checks of the connections. */
const everyMs = 10;

/** The parts of a server that drain. */
export interface DrainedServer {
  readonly server: Server;
  readonly connections: Connections;
  /** The sockets of TLS connections, those without a complete handshake included. */
  readonly handshakes: ReadonlySet<Socket>;
  /** Milliseconds for running calls. */
  readonly timeoutMs: number;
}

/**
 * Completes requests under way, and closes every connection. Until the listener is quiet,
 * connections stay open and new ones are accepted: a request sent just before its connection or the
 * socket closes would be lost, and its caller could not know whether it ran. It gets its response
 * instead, and its connection closes. Calls that run at the end of their time are canceled.
 */
export async function drainServer({ server, connections, handshakes, timeoutMs }: DrainedServer): Promise<void> {
  const end = now() + timeoutMs;
  for (const { arrivals } of connections.open) arrivals.at(-1)?.closeConnection();
  if ((await countConnections(server)) > 0) await becomeQuiet(server);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closeHandshakes(handshakes, connections);
  const closing = new WeakSet<Connection>();
  const settle = async (until: number): Promise<void> => {
    for (;;) {
      const open = connections.open;
      for (const connection of open) if (connection.arrivals.length === 0) closeIdle(connection, closing);
      if (open.every(({ arrivals }) => arrivals.length === 0) || now() >= until) return;
      await wait(everyMs);
    }
  };
  await settle(Math.min(end, now() + graceMs));
  for (const arrival of arrivalsOf(connections)) if (isUnbegun(arrival)) refuseUnbegun(arrival);
  await settle(end);
  for (const { responder } of arrivalsOf(connections)) responder?.onShutdown();
  await settle(now() + graceMs);
  for (const { arrivals, socket } of connections.open) if (arrivals.length > 0) socket.destroy();
  await closed;
}

function arrivalsOf(connections: Connections): readonly ListenerArrival[] {
  return connections.open.flatMap(({ arrivals }) => arrivals);
}

/** Tests for a request that is still arriving, and whose call has not begun. */
export function isUnbegun({ req, res, responder }: Arrival): boolean {
  return responder === undefined && !req.complete && !res.headersSent;
}

/** Closes a connection without requests, once its client has read what was written, or stops to. */
function closeIdle(connection: Connection, closing: WeakSet<Connection>): void {
  if (closing.has(connection)) return;
  closing.add(connection);
  const { socket } = connection;
  socket.setTimeout(graceMs, () => socket.destroy()); // counts from the last bytes that moved
  closeAfterWrites(socket);
}

/** Refuses a request of which nothing has run, so that its caller may send it again. */
export function refuseUnbegun(arrival: Arrival): void {
  arrival.closeConnection();
  const message = "The listener closed before the whole request had arrived";
  respondWithError(arrival, { code: "unavailable", message, notSent: true }, arrival.callId ?? createCallId());
}

/** Closes sockets whose TLS handshake is not complete; they are no connections yet. */
function closeHandshakes(handshakes: ReadonlySet<Socket>, connections: Connections): void {
  const known = new Set(connections.open.map(({ socket }) => peerOf(socket)));
  for (const socket of handshakes) if (!known.has(peerOf(socket))) socket.destroy();
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
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
  const end = now() + quiet.withinMs;
  for (let checks = 0; checks < quiet.checks && now() < end; checks += 1) {
    const before = requests;
    await wait(quiet.everyMs);
    if (requests > before) checks = -1;
  }
  server.off("request", count);
  server.off("checkContinue", count);
}
