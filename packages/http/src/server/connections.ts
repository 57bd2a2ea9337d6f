/**
 * The connections of a listener: which requests on them are being answered, and which of them are idle. Node has a timer for each
 * idle one, set and cleared around every request, and could tell of the end of every answer; both cost a listener more than all it
 * does for a small call otherwise. Here one look now and then finds where no byte has come or gone since, and requests are known by
 * their connection.
 */

import type { ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { LinkedList } from "@seamline/core/extend";
import { Arrival, Connection } from "./arrival.ts";
import type { Request } from "./request.ts";

/** Looks in the time that a connection may be idle, unless they would be too many or too few. */
const looksPerTimeout = 8;

/** Milliseconds between two looks. */
const shortestPauseMs = 10;
const longestPauseMs = 1_000;

const connection = Symbol("connection");

interface KnownSocket extends Socket {
  [connection]?: Connection;
}

/** How connections are looked after. */
export interface ConnectionsOptions {
  /** Milliseconds that a connection may be idle. It may be for an eighth more, at most a second. */
  readonly idleMs: number;
  /** Whether they speak TLS. */
  readonly secure: boolean;
}

/** The connections of one server. */
export class Connections {
  readonly #connections = new LinkedList<Connection>();
  readonly #mostQuiet: number;

  /** Looks after the connections of a server until that is closed. */
  constructor(server: Server, { idleMs, secure }: ConnectionsOptions) {
    server.on(secure ? "secureConnection" : "connection", (socket: Socket) => this.#add(socket));
    const pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, idleMs / looksPerTimeout));
    this.#mostQuiet = Math.ceil(idleMs / pauseMs);
    const timer = setInterval(() => this.#look(), pauseMs).unref();
    server.on("close", () => clearInterval(timer));
  }

  /** A request has come. @param callId the name that its caller, a service, gave its call. */
  addArrival(req: Request, res: ServerResponse, callId: string | undefined): Arrival {
    const arrival = new Arrival(req, res, callId, this.find(req.socket) ?? this.#add(req.socket));
    arrival.connection.arrivals.push(arrival);
    return arrival;
  }

  /** The connection of a socket. */
  find(socket: object): Connection | undefined {
    return (socket as KnownSocket)[connection];
  }

  /** All requests that are being answered. */
  get arrivals(): readonly Arrival[] {
    return this.#connections.toArray().flatMap(({ arrivals }) => arrivals);
  }

  /** Closes every connection, once what was written has been sent. */
  closeAll(): void {
    for (const { socket } of this.#connections.toArray()) socket.destroySoon();
  }

  #add(socket: KnownSocket): Connection {
    const added = new Connection(socket);
    socket[connection] = added;
    const place = this.#connections.add(added);
    socket.on("close", () => {
      this.#connections.remove(place);
      added.close();
    });
    return added;
  }

  /** Closes what has been idle for too long. A connection that was never answered is Node's to time: headers must come. */
  #look(): void {
    for (const one of this.#connections.toArray()) {
      const { socket, traffic, arrivals } = one;
      one.traffic = socket.bytesRead + socket.bytesWritten;
      one.quiet = one.traffic === traffic && arrivals.length === 0 ? one.quiet + 1 : 0;
      if (one.quiet >= this.#mostQuiet && socket.bytesWritten > 0) socket.destroy();
    }
  }
}
