/**
 * Closes connections on which nothing has happened for too long. Node has a timer for each, set and cleared around every request,
 * which costs a listener a fifteenth of what a small call does. Here one look now and then finds where no byte has come or gone
 * since, and requests cost nothing.
 */

import type { Server } from "node:http";
import type { Socket } from "node:net";
import { LinkedList } from "@seamline/core/extend";

/** Looks in the time that a connection may be idle, unless they would be too many or too few. */
const looksPerTimeout = 8;

/** Milliseconds between two looks. */
const shortestPauseMs = 10;
const longestPauseMs = 1_000;

interface Connection {
  readonly socket: Socket;
  /** Bytes that had come and gone by the last look. */
  traffic: number;
  /** Looks since it was last more. */
  quiet: number;
}

/** What is looked after, and how. */
export interface IdleOptions {
  /** Milliseconds that a connection may be idle. It may be for an eighth more, at most a second. */
  readonly timeoutMs: number;
  /** Whether the connections of the server speak TLS. */
  readonly secure: boolean;
  /** The connections with a request that is being answered, however long that takes. */
  findBusy(): ReadonlySet<Socket>;
}

/** Watches the connections of a server until it is closed. Those that have not been answered yet are Node's to time. */
export function closeIdleConnections(server: Server, { timeoutMs, secure, findBusy }: IdleOptions): void {
  const connections = new LinkedList<Connection>();
  server.on(secure ? "secureConnection" : "connection", (socket: Socket) => {
    const place = connections.add({ socket, traffic: 0, quiet: 0 });
    socket.on("close", () => connections.remove(place));
  });
  const pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, timeoutMs / looksPerTimeout));
  const mostQuiet = Math.ceil(timeoutMs / pauseMs);
  const look = (): void => {
    const busy = findBusy();
    for (const connection of connections.toArray()) {
      const { socket, traffic } = connection;
      connection.traffic = socket.bytesRead + socket.bytesWritten;
      connection.quiet = connection.traffic === traffic && !busy.has(socket) ? connection.quiet + 1 : 0;
      if (connection.quiet >= mostQuiet && socket.bytesWritten > 0) socket.destroy();
    }
  };
  const timer = setInterval(look, pauseMs).unref();
  server.on("close", () => clearInterval(timer));
}
