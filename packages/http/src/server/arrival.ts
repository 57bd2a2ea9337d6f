/**
 * A request from the moment its head has arrived until its answer has been given, and the
 * connection that both take.
 */

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Request } from "../node/request.ts";

/** Headers of an answer. */
export type Headers = Record<string, string | number>;

/**
 * Who works on an answer. An object, and no function that is written where it is assigned: V8 would
 * make that one in the old generation, and carry all that it refers to, which is the whole call,
 * there with it.
 */
export interface Answering {
  /** The client has gone before it had its answer. */
  onClose(): void;
  /**
   * The client does not wait any more for these calls, if they are among those that are answered
   * together here.
   */
  giveUp?(callIds: readonly string[]): void;
}

/** One request, and its answer to be. */
export class Arrival {
  readonly req: Request;
  readonly res: ServerResponse;
  /** The name that a caller gave its call, where callers are services and this one did. */
  readonly callId: string | undefined;
  readonly connection: Connection;
  /** Told of what becomes of the client, once there is somebody. */
  answering: Answering | undefined;
  #keepAlive: string | undefined;

  constructor(req: Request, res: ServerResponse, callId: string | undefined, connection: Connection) {
    this.req = req;
    this.res = res;
    this.callId = callId;
    this.connection = connection;
  }

  /** Nobody is there to be answered. */
  get abandoned(): boolean {
    return this.connection.closed || this.res.destroyed;
  }

  /**
   * The answer will say for how long its connection is kept. It is, in any case: Node does not say
   * so by itself.
   */
  tellTimeout(seconds: number): void {
    if (this.res.shouldKeepAlive) this.#keepAlive = `timeout=${seconds}`;
  }

  /**
   * Leaves out of the answer what a client of ours does not read, and would have to take apart: the
   * date, for it caches nothing; that the connection stays open, which is so in HTTP/1.1 unless the
   * answer says otherwise.
   */
  spareHeaders(): void {
    this.res.sendDate = false;
    this.res.removeHeader("connection");
  }

  /** The connection closes with the answer, unless that is on its way. */
  closeConnection(): void {
    if (this.res.headersSent) return;
    this.res.setHeader("connection", "close");
    this.#keepAlive = undefined;
  }

  /** Begins the answer. */
  writeHead(status: number, headers: Headers): void {
    if (this.#keepAlive !== undefined) headers["keep-alive"] = this.#keepAlive;
    this.res.writeHead(status, headers);
  }

  /** Ends the answer; to send it is Node's. */
  end(text?: string): void {
    this.res.end(text);
    this.connection.leave(this);
  }
}

/** One connection. */
export class Connection {
  readonly socket: Socket;
  /**
   * Requests without a whole answer, in the order in which they came: one, but for clients that do
   * not wait for answers.
   */
  readonly arrivals: Arrival[] = [];
  /** How many requests have come. */
  requests = 0;
  /** Nobody is at the other end any more. */
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** A request has come. */
  arrive(arrival: Arrival): void {
    this.requests += 1;
    this.arrivals.push(arrival);
  }

  /** The answer to a request has been given. */
  leave(arrival: Arrival): void {
    const { arrivals } = this;
    const index = arrivals.lastIndexOf(arrival);
    if (index === arrivals.length - 1) arrivals.pop();
    else if (index >= 0) arrivals.splice(index, 1);
  }

  /** It has been closed: whoever works on an answer is told. */
  close(): void {
    this.closed = true;
    for (const { answering } of this.arrivals.splice(0)) answering?.onClose();
  }
}
