/**
 * The port of connections that carry calls: one broker, frames to one of the processes that serve a
 * service, and frames to the other end of a call. What calls mean stands above it, the same for
 * every broker.
 */

/** The events of a connection. None of them may throw. */
export interface ConnectionEvents {
  /** Receives a frame that was sent to the connection's address. */
  receive(frame: Uint8Array): void;
  /** Receives the mark of a frame that nothing receives: it has not been delivered. */
  returned(mark: string): void;
  /** Called once, when the connection is lost or closed by the broker. */
  lost(reason: unknown): void;
}

/** The services that a connection serves. */
export interface Serving {
  /** Takes no more frames; settles once those that were on their way have been received. */
  stop(): Promise<void>;
}

/** A connection to a broker. Once it is lost, sending does nothing; another one takes its place. */
export interface Connection {
  /** The most bytes of one frame. */
  readonly maxFrameBytes: number;
  /** The destination of frames for this connection: unique, and not to be guessed. */
  readonly address: string;
  /**
   * Sends a frame to one of the connections that serve a service.
   * @param mark comes back by `returned` if there is none.
   * @param expiresMs milliseconds after which no one needs the frame any more. Default: never.
   */
  sendToService(service: string, frame: Uint8Array, mark: string, expiresMs?: number): void;
  /**
   * Sends a frame to a connection.
   * @param mark comes back by `returned` if the connection is gone. Default: a lost frame is dropped.
   */
  send(address: string, frame: Uint8Array, mark?: string): void;
  /** Begins to receive the frames of services; settles once the broker knows. */
  serve(services: readonly string[], receive: (service: string, frame: Uint8Array) => void): Promise<Serving>;
  /** Settles once everything that was sent has left this process. */
  flush(): Promise<void>;
  /** Closes the connection; without `lost`. */
  close(): Promise<void>;
}

/** Opens a connection. Rejects with the broker's or the library's error if it cannot. */
export type Connect = (events: ConnectionEvents) => Promise<Connection>;

/** Milliseconds to open a connection; the deadline of a call may end it earlier. */
export const connectTimeoutMs = 5_000;

/** The names of a broker's queues and subjects begin with it, unless the URL sets another. */
export const defaultPrefix = "seamline";

/** The queue or subject of a service's calls. */
export function nameOfService(prefix: string, service: string): string {
  return `${prefix}.calls.${service}`;
}
