/**
 * The connections of a listener: which requests on them are being answered, which of them are idle,
 * and which take too long to say something. Node has a timer for each idle one, keeps lists of all
 * by age, and could tell of the end of every answer; around a small call that costs a listener more
 * than all else that is its own. Here requests are known by their connection, and one look now and
 * then finds what each connection has been doing since the last.
 */

import type { ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { LinkedList } from "@seamline/core/internal";
import type { Request } from "../node/request.ts";
import { leaveConnectionsUnlisted } from "../node/unlisted-connections.ts";
import { Arrival, Connection } from "./arrival.ts";

/**
 * Looks in the shortest time that a connection may take, unless they would be too many or too few.
 */
const looksPerTimeout = 8;

/** Milliseconds between two looks. */
const shortestPauseMs = 10;
const longestPauseMs = 1_000;

const connection = Symbol("connection");

interface KnownSocket extends Socket {
  [connection]?: Connection;
}

/**
 * What a connection does: the head of a request is arriving, or has never come; its body is; its
 * answer is being made; nothing.
 */
type Phase = "head" | "body" | "answer" | "idle";

/**
 * How connections are looked after. No time is cut short; each may be an eighth of the shortest
 * longer, at most a second.
 */
export interface ConnectionsOptions {
  /** Milliseconds for the head of a request. */
  readonly headersTimeoutMs: number;
  /** Milliseconds for its body. */
  readonly requestTimeoutMs: number;
  /** Milliseconds that a connection may be idle; then it is closed. */
  readonly idleMs: number;
  /** Whether they speak TLS. */
  readonly secure: boolean;
  /** Told of a connection on which a request takes too long to arrive; to be closed. */
  onSlow(socket: Socket): void;
}

/** The connections of one server, which must not listen yet. */
export class Connections {
  readonly #watched = new LinkedList<Watched>();
  readonly #onSlow: ConnectionsOptions["onSlow"];
  /** In looks. */
  readonly #limits: Readonly<Record<Phase, number>>;

  /** Looks after the connections of a server until that is closed. */
  constructor(server: Server, options: ConnectionsOptions) {
    const { headersTimeoutMs, requestTimeoutMs, idleMs } = options;
    const shortest = Math.min(headersTimeoutMs, requestTimeoutMs, idleMs);
    const pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, shortest / looksPerTimeout));
    this.#onSlow = options.onSlow;
    this.#limits = {
      head: Math.ceil(headersTimeoutMs / pauseMs),
      body: Math.ceil(requestTimeoutMs / pauseMs),
      answer: Number.POSITIVE_INFINITY,
      idle: Math.ceil(idleMs / pauseMs),
    };
    leaveConnectionsUnlisted(server);
    server.on(options.secure ? "secureConnection" : "connection", (socket: Socket) => this.#add(socket));
    const timer = setInterval(() => this.#look(), pauseMs).unref();
    server.on("close", () => clearInterval(timer));
  }

  /** A request has come. @param callId the name that its caller, a service, gave its call. */
  addArrival(req: Request, res: ServerResponse, callId: string | undefined): Arrival {
    const arrival = new Arrival(req, res, callId, this.find(req.socket) ?? this.#add(req.socket));
    arrival.connection.arrive(arrival);
    return arrival;
  }

  /** The connection of a socket. */
  find(socket: object): Connection | undefined {
    return (socket as KnownSocket)[connection];
  }

  /** All requests that are being answered. */
  get arrivals(): readonly Arrival[] {
    return this.#watched.toArray().flatMap((watched) => watched.connection.arrivals);
  }

  /** Closes every connection, once what was written has been sent. */
  closeAll(): void {
    for (const watched of this.#watched.toArray()) watched.connection.socket.destroySoon();
  }

  #add(socket: KnownSocket): Connection {
    const added = new Connection(socket);
    socket[connection] = added;
    const place = this.#watched.add(new Watched(added));
    socket.on("close", () => {
      this.#watched.remove(place);
      added.close();
    });
    return added;
  }

  #look(): void {
    for (const watched of this.#watched.toArray()) {
      watched.look();
      if (watched.looks < this.#limits[watched.phase]) continue;
      const { socket } = watched.connection;
      if (watched.phase === "idle") socket.destroy();
      else this.#onSlow(socket);
    }
  }
}

/** A connection, and what it did when it was looked at last. */
class Watched {
  readonly connection: Connection;
  phase: Phase = "head";
  /**
   * How many have found it in the same phase of the same request since the first that did, which
   * came some time after it began.
   */
  looks = -1;
  #requests = 0;
  #read = 0;
  #written = 0;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  look(): void {
    const { requests, socket } = this.connection;
    const { bytesRead, bytesWritten } = socket;
    const sameRequest = requests === this.#requests;
    const phase = this.#findPhase(sameRequest, bytesRead > this.#read);
    const moved = phase === "idle" && (bytesRead > this.#read || bytesWritten > this.#written);
    this.looks = sameRequest && phase === this.phase && !moved ? this.looks + 1 : 0;
    this.phase = phase;
    this.#requests = requests;
    this.#read = bytesRead;
    this.#written = bytesWritten;
  }

  #findPhase(sameRequest: boolean, hasRead: boolean): Phase {
    const { arrivals } = this.connection;
    const latest = arrivals[arrivals.length - 1];
    if (latest !== undefined) return latest.req.complete ? "answer" : "body";
    // What comes while nothing is answered, and has not become a request by the next look, is the
    // beginning of one.
    return sameRequest && (this.phase === "head" || (this.phase === "idle" && hasRead)) ? "head" : "idle";
  }
}
