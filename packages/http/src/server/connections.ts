/**
 * The connections of a listener: the requests under way on each, idle connections and slow ones.
 * Node has a timer for each idle connection, keeps all in lists by age, and can report the end of
 * every response; around a small call that costs a listener more than all its other work. Here
 * requests are stored with their connection, and a periodic check compares the state of each
 * connection with that at the last check.
 */

import type { ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { LinkedList, startInterval, stopInterval } from "@seamline/core/internal";
import type { Request } from "../node/request.ts";
import { leaveConnectionsUnlisted } from "../node/unlisted-connections.ts";
import { Connection, ListenerArrival } from "./connection.ts";
import { WaitingRoom } from "./pipeline.ts";

/** Checks per shortest timeout, within the bounds below. */
const checksPerTimeout = 8;

/** Bounds of the time between two checks, in milliseconds. */
const shortestPauseMs = 10;
const longestPauseMs = 1_000;

/** Requests of all connections of a listener that wait for responses before them, at most. */
const maxWaiting = 16_384;

const connection = Symbol("connection");

interface KnownSocket extends Socket {
  [connection]?: Connection;
}

/**
 * The phase of a connection: the head of a request is arriving or has not come; its body is
 * arriving; its response is being made; no request.
 */
type Phase = "head" | "body" | "response" | "idle";

/**
 * Timeouts of connections. Each may fire late by an eighth of the shortest, at most by a second,
 * and never early.
 */
export interface ConnectionsOptions {
  /** Milliseconds for the head of a request to arrive. */
  readonly headersTimeoutMs: number;
  /** Milliseconds for the body of a request to arrive. */
  readonly requestTimeoutMs: number;
  /** Milliseconds after which an idle connection is closed. */
  readonly idleMs: number;
  /** `true` for TLS connections. */
  readonly secure: boolean;
  /** Receives a connection on which a request arrives too slowly, to close it. */
  onSlow(socket: Socket): void;
}

/** The connections of one server. */
export class Connections {
  readonly #watched = new LinkedList<Watched>();
  readonly #onSlow: ConnectionsOptions["onSlow"];
  readonly #room: WaitingRoom;
  /** Timeouts in checks. */
  readonly #limits: Readonly<Record<Phase, number>>;

  /**
   * Watches the connections of a server until it is closed.
   * @param server must not listen yet.
   */
  constructor(server: Server, options: ConnectionsOptions) {
    const { headersTimeoutMs, requestTimeoutMs, idleMs } = options;
    const shortest = Math.min(headersTimeoutMs, requestTimeoutMs, idleMs);
    const pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, shortest / checksPerTimeout));
    this.#onSlow = options.onSlow;
    this.#room = new WaitingRoom(maxWaiting);
    this.#limits = {
      head: Math.ceil(headersTimeoutMs / pauseMs),
      body: Math.ceil(requestTimeoutMs / pauseMs),
      response: Number.POSITIVE_INFINITY,
      idle: Math.ceil(idleMs / pauseMs),
    };
    leaveConnectionsUnlisted(server);
    server.on(options.secure ? "secureConnection" : "connection", (socket: Socket) => this.#add(socket));
    const timer = startInterval(() => this.#check(), pauseMs).unref();
    server.on("close", () => stopInterval(timer));
  }

  /**
   * Adds a request.
   * @param callId its call id, on listeners for services.
   */
  addArrival(req: Request, res: ServerResponse, callId: string | undefined): ListenerArrival {
    const arrival = new ListenerArrival(req, res, callId, this.find(req.socket) ?? this.#add(req.socket));
    arrival.connection.arrive(arrival);
    return arrival;
  }

  /** Returns the connection of a socket. */
  find(socket: object): Connection | undefined {
    return (socket as KnownSocket)[connection];
  }

  /** All open connections. */
  get open(): readonly Connection[] {
    return this.#watched.toArray().map((watched) => watched.connection);
  }

  #add(socket: KnownSocket): Connection {
    const added = new Connection(socket, this.#room);
    socket[connection] = added;
    const entry = this.#watched.add(new Watched(added));
    socket.on("close", () => {
      this.#watched.remove(entry);
      added.close();
    });
    return added;
  }

  #check(): void {
    for (const watched of this.#watched.toArray()) {
      watched.check();
      if (watched.checks < this.#limits[watched.phase]) continue;
      const { socket } = watched.connection;
      if (watched.phase === "idle") socket.destroy();
      else this.#onSlow(socket);
    }
  }
}

/** A connection, and its phase at the last check. */
class Watched {
  readonly connection: Connection;
  phase: Phase = "head";
  /**
   * The number of checks that have found the same phase of the same request since the first that
   * did, which came some time after its beginning.
   */
  checks = -1;
  #requests = 0;
  #read = 0;
  #written = 0;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  check(): void {
    const { requests, socket } = this.connection;
    const { bytesRead, bytesWritten } = socket;
    const sameRequest = requests === this.#requests;
    const phase = this.#findPhase(sameRequest, bytesRead > this.#read);
    const moved = phase === "idle" && (bytesRead > this.#read || bytesWritten > this.#written);
    this.checks = sameRequest && phase === this.phase && !moved ? this.checks + 1 : 0;
    this.phase = phase;
    this.#requests = requests;
    this.#read = bytesRead;
    this.#written = bytesWritten;
  }

  #findPhase(sameRequest: boolean, hasRead: boolean): Phase {
    // Of requests that a client pipelines, the first is under way; the others wait for it.
    const [current] = this.connection.arrivals;
    if (current !== undefined) return current.req.complete || current.responder?.timesBody ? "response" : "body";
    // Bytes that arrive between requests, and do not become a request by the next check, are the
    // beginning of one.
    return sameRequest && (this.phase === "head" || (this.phase === "idle" && hasRead)) ? "head" : "idle";
  }
}
