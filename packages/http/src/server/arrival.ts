/**
 * A request from the arrival of its head to the end of its response, as the code that serves it sees
 * it: on a listener of Seamline, see connection.ts, or in an existing app, see app/app-arrival.ts.
 */

import type { IncomingMessage, ServerResponse } from "node:http";

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

/** The parts of a request that are read: those of Node's, and its body. */
export interface ArrivedRequest
  extends Pick<IncomingMessage, "complete" | "headers" | "httpVersionMinor" | "method" | "socket" | "url"> {
  /**
   * Delivers every chunk of a body of known length as it arrives, in place of `data`; there is no
   * `end`. Absent if the body is read by events only.
   */
  takeBody?(take: (chunk: Buffer) => void): void;
  on(event: "data", listener: (chunk: Buffer) => void): unknown;
  on(event: "close" | "end" | "error", listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

/** One request and its response. */
export interface Arrival {
  readonly req: ArrivedRequest;
  readonly res: ServerResponse;
  /** The call id of the request, of services only; `undefined` if missing. */
  readonly callId: string | undefined;
  /** Notified when the client disconnects or cancels; `undefined` before the call starts. */
  responder: Responder | undefined;
  /** `true` once the client has disconnected. */
  readonly abandoned: boolean;
  /** The requests of the same connection without a complete response, this one included. */
  readonly companions: Iterable<Arrival>;
  /** Lets a client that waits for that send its body. */
  sendContinue(): void;
  /** Closes the connection after the response, unless its head has been sent. */
  closeConnection(): void;
  /** Writes the head of the response. */
  writeHead(status: number, headers: Headers): void;
  /** Ends the response. */
  end(text?: string | Uint8Array): void;
  /** Ends the response without its end, behind what has been written, so that it does not look complete. */
  cut(): void;
}
