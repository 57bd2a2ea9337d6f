/**
 * A request from the arrival of its head to the end of its response, and the connection of both.
 */

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { closeAfterWrites } from "../node/close-after-writes.ts";
import type { Request } from "../node/request.ts";
import { Pipeline, type WaitingRoom } from "./pipeline.ts";

/** Headers of a response. */
export type Headers = Record<string, string | number>;

/**
 * The code that makes a response. An object instead of a function: V8 allocates a function that is
 * assigned where it is written in the old generation, and the whole call to which it refers would
 * move there with it.
 */
export interface Responder {
  /** `true` if it limits the time of the request's body itself: a body of any size may arrive. */
  readonly timesBody?: true;
  /** The client has disconnected before the response is complete. */
  onClose(): void;
  /** The client has canceled these calls; ids of other requests are ignored. */
  giveUp?(callIds: readonly string[]): void;
  /** The listener closes: what still runs is canceled, and gets its response now. */
  onShutdown(): void;
}

/** One request and its response. */
export class Arrival {
  readonly req: Request;
  readonly res: ServerResponse;
  /** The call id of the request, on listeners for services; `undefined` if missing. */
  readonly callId: string | undefined;
  readonly connection: Connection;
  /** Notified when the client disconnects or cancels; `undefined` before the call starts. */
  responder: Responder | undefined;
  #keepAlive: string | undefined;

  constructor(req: Request, res: ServerResponse, callId: string | undefined, connection: Connection) {
    this.req = req;
    this.res = res;
    this.callId = callId;
    this.connection = connection;
  }

  /** `true` once the client has disconnected. */
  get abandoned(): boolean {
    return this.connection.closed || this.res.destroyed;
  }

  /**
   * Adds the keep-alive time to the response. Node keeps the connection in any case, and does not
   * announce it.
   */
  announceKeepAlive(seconds: number): void {
    if (this.res.shouldKeepAlive) this.#keepAlive = `timeout=${seconds}`;
  }

  /**
   * Omits headers that Seamline clients do not read and would have to parse: the date, as they
   * cache nothing, and `connection: keep-alive`, the default of HTTP/1.1.
   */
  omitUnreadHeaders(): void {
    this.res.sendDate = false;
    this.res.removeHeader("connection");
  }

  /** Closes the connection after the response, unless its head has been sent. */
  closeConnection(): void {
    if (this.res.headersSent) return;
    this.res.setHeader("connection", "close");
    this.#keepAlive = undefined;
  }

  /** Writes the head of the response. */
  writeHead(status: number, headers: Headers): void {
    if (this.#keepAlive !== undefined) headers["keep-alive"] = this.#keepAlive;
    this.res.writeHead(status, headers);
  }

  /** Ends the response; Node sends it. */
  end(text?: string | Uint8Array): void {
    this.res.end(text);
    this.connection.leave(this);
  }
}

/** Requests without a complete response up to which urgent ones start at once. */
const maxUrgent = 512;

/** One connection. */
export class Connection {
  readonly socket: Socket;
  /**
   * Requests without a complete response, in order: at most one, except from clients that pipeline.
   */
  readonly arrivals: Arrival[] = [];
  /** The number of requests received. */
  requests = 0;
  /** `true` once the connection is closed. */
  closed = false;
  readonly #room: WaitingRoom;
  #pipeline: Pipeline<Arrival> | undefined;
  #refuses = false;

  constructor(socket: Socket, room: WaitingRoom) {
    this.socket = socket;
    this.#room = room;
  }

  /** Adds a request. */
  arrive(arrival: Arrival): void {
    this.requests += 1;
    this.arrivals.push(arrival);
  }

  /**
   * Starts a request in its turn, see pipeline.ts. If the listener has no room for it to wait, the
   * connection closes after the responses to the requests before it.
   * @param isUrgent lets it start before those that wait.
   */
  takeTurn(arrival: Arrival, start: (arrival: Arrival) => void, isUrgent: boolean): void {
    const { arrivals, socket } = this;
    const isFirst = arrivals.length === 1 && !socket.writableNeedDrain;
    if (isFirst || (isUrgent && arrivals.length <= maxUrgent)) {
      start(arrival);
      return;
    }
    this.#pipeline ??= new Pipeline(this, this.#room);
    if (this.#pipeline.add(arrival, start)) return;
    this.#refuses = true;
    this.leave(arrival);
    arrivals.at(-1)?.closeConnection();
  }

  /** Removes a request whose response is complete. */
  leave(arrival: Arrival): void {
    const { arrivals } = this;
    const index = arrivals.lastIndexOf(arrival);
    if (index === arrivals.length - 1) arrivals.pop();
    else if (index >= 0) arrivals.splice(index, 1);
    if (this.#pipeline === undefined) return;
    if (this.#refuses && arrivals.length === 0) closeAfterWrites(this.socket);
    this.#pipeline.advance();
  }

  /** Marks the connection as closed, and notifies the responders of its requests. */
  close(): void {
    this.closed = true;
    this.#pipeline?.clear();
    for (const { responder } of this.arrivals.splice(0)) responder?.onClose();
  }
}
