/** The connections of a listener, and the requests of each. */

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { closeAfterWrites } from "../node/close-after-writes.ts";
import type { Request } from "../node/request.ts";
import type { Arrival, Headers, Responder } from "./arrival.ts";
import { Pipeline, type WaitingRoom } from "./pipeline.ts";

/** One request of a connection, and its response. */
export class ListenerArrival implements Arrival {
  readonly req: Request;
  readonly res: ServerResponse;
  readonly callId: string | undefined;
  readonly connection: Connection;
  responder: Responder | undefined;
  #keepAlive: string | undefined;

  constructor(req: Request, res: ServerResponse, callId: string | undefined, connection: Connection) {
    this.req = req;
    this.res = res;
    this.callId = callId;
    this.connection = connection;
  }

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

  get companions(): Iterable<Arrival> {
    return this.connection.arrivals;
  }

  sendContinue(): void {
    this.res.writeContinue();
  }

  closeConnection(): void {
    if (this.res.headersSent) return;
    this.res.setHeader("connection", "close");
    this.#keepAlive = undefined;
  }

  writeHead(status: number, headers: Headers): void {
    if (this.#keepAlive !== undefined) headers["keep-alive"] = this.#keepAlive;
    this.res.writeHead(status, headers);
  }

  end(text?: string | Uint8Array): void {
    this.res.end(text);
    this.connection.leave(this);
  }

  cut(): void {
    const { socket } = this.connection;
    if (this.req.httpVersionMinor === 0) reset(socket);
    else closeAfterWrites(socket);
  }
}

/**
 * Ends a response whose end is that of its connection, as in HTTP/1.0, so that it does not look
 * complete. TLS and Unix sockets cannot be reset; without the last message of TLS the end is a cut.
 */
export function reset(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    socket.destroy();
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
  readonly arrivals: ListenerArrival[] = [];
  /** The number of requests received. */
  requests = 0;
  /** `true` once the connection is closed. */
  closed = false;
  readonly #room: WaitingRoom;
  #pipeline: Pipeline<ListenerArrival> | undefined;
  #refuses = false;

  constructor(socket: Socket, room: WaitingRoom) {
    this.socket = socket;
    this.#room = room;
  }

  /** Adds a request. */
  arrive(arrival: ListenerArrival): void {
    this.requests += 1;
    this.arrivals.push(arrival);
  }

  /**
   * Starts a request in its turn, see pipeline.ts. If the listener has no room for it to wait, the
   * connection closes after the responses to the requests before it.
   * @param isUrgent lets it start before those that wait.
   */
  takeTurn(arrival: ListenerArrival, start: (arrival: ListenerArrival) => void, isUrgent: boolean): void {
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
  leave(arrival: ListenerArrival): void {
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
