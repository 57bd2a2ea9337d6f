/**
 * The requests that a client sends on one connection without waiting for the responses before them.
 * They take turns: each starts once the responses before it have been written and the client has
 * made room for another. Node would start all of them at once, thousands in one packet. While some
 * wait, no more are read from the socket.
 */

import type { Socket } from "node:net";
import { afterTurn } from "@seamline/core/internal";

/**
 * Requests of one connection that wait before its socket is paused; one packet may hold more. While
 * it is paused, the end of the connection is noticed with the next response only.
 */
const maxWaiting = 256;

/** The waiting requests of all connections of a listener. */
export class WaitingRoom {
  readonly #size: number;
  #taken = 0;

  /** @param size requests at most. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Takes a place; returns `false` if there is none. */
  enter(): boolean {
    if (this.#taken >= this.#size) return false;
    this.#taken += 1;
    return true;
  }

  /** Gives places back. */
  leave(places: number): void {
    this.#taken -= places;
  }
}

/** A request that may have to wait. */
export interface Waiter {
  readonly req: { readonly complete: boolean };
}

/** The connection of a pipeline. */
export interface PipelinedConnection<Request> {
  readonly socket: Socket;
  /** The requests without a complete response, in order. */
  readonly arrivals: readonly Request[];
}

interface Waiting<Request> {
  readonly request: Request;
  readonly start: (request: Request) => void;
}

/** The waiting requests of one connection. */
export class Pipeline<Request extends Waiter> {
  readonly #connection: PipelinedConnection<Request>;
  readonly #room: WaitingRoom;
  readonly #waiting: Waiting<Request>[] = [];
  #checks = false;
  #paused = false;
  #refuses = false;
  #drains = false;

  constructor(connection: PipelinedConnection<Request>, room: WaitingRoom) {
    this.#connection = connection;
    this.#room = room;
    const { socket } = connection;
    // Node resumes the socket after each response.
    socket.on("resume", () => {
      if (this.#isFull()) socket.pause();
    });
  }

  /**
   * Adds a request, which starts in its turn; returns `false` if the listener has no room for it.
   */
  add(request: Request, start: (request: Request) => void): boolean {
    const fits = !this.#refuses && this.#room.enter();
    if (fits) this.#waiting.push({ request, start });
    else this.#refuses = true; // no later one either: responses would be out of order
    this.#checkSoon();
    return fits;
  }

  /** Starts the next request soon, if it is its turn. */
  advance(): void {
    if (this.#waiting.length > 0) this.#checkSoon();
  }

  /** Drops all requests, as their connection is closed. */
  clear(): void {
    this.#room.leave(this.#waiting.length);
    this.#waiting.length = 0;
  }

  /** Checks once the packet that is being parsed has been read: it may hold many requests. */
  #checkSoon(): void {
    if (this.#checks) return;
    this.#checks = true;
    afterTurn(() => {
      this.#checks = false;
      this.#startNext();
      this.#pauseOrResume();
    });
  }

  #startNext(): void {
    const [next] = this.#waiting;
    const { arrivals, socket } = this.#connection;
    if (next === undefined || arrivals[0] !== next.request || this.#drains) return;
    if (socket.writableNeedDrain) {
      // The client has yet to read earlier responses.
      this.#drains = true;
      socket.once("drain", () => {
        this.#drains = false;
        this.advance();
      });
      return;
    }
    this.#waiting.shift();
    this.#room.leave(1);
    next.start(next.request);
  }

  #pauseOrResume(): void {
    const { socket } = this.#connection;
    const full = this.#isFull();
    if (full === this.#paused || socket.destroyed) return;
    this.#paused = full;
    if (full) socket.pause();
    else socket.resume();
  }

  /**
   * Tests for more requests than are read. The body of the latest may still arrive; Node stops
   * reading it when nothing takes it.
   */
  #isFull(): boolean {
    if (this.#refuses) return true;
    return this.#waiting.length >= maxWaiting && this.#waiting.at(-1)?.request.req.complete === true;
  }
}
