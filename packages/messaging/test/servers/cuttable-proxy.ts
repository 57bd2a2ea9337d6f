/** A TCP proxy between a client and a server of a test, which can be cut. */

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A proxy on 127.0.0.1. */
export class CuttableProxy {
  /** The port that clients connect to. */
  readonly port: number;
  readonly #listener: Server;
  readonly #sockets: Set<Socket>;
  readonly #state: { isCut: boolean };

  private constructor(port: number, listener: Server, sockets: Set<Socket>, state: { isCut: boolean }) {
    this.port = port;
    this.#listener = listener;
    this.#sockets = sockets;
    this.#state = state;
  }

  /** Starts a proxy to a port of 127.0.0.1. */
  static async start(target: number): Promise<CuttableProxy> {
    const sockets = new Set<Socket>();
    const state = { isCut: false };
    const listener = createServer((near) => {
      if (state.isCut) {
        near.resetAndDestroy();
        return;
      }
      const far = connect(target, "127.0.0.1");
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket);
        socket.setNoDelay(true);
        socket
          .on("error", () => undefined)
          .on("close", () => {
            sockets.delete(socket);
            other.destroy();
          });
        socket.pipe(other);
      }
    });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return new CuttableProxy(port, listener, sockets, state);
  }

  /** The number of connections. */
  get open(): number {
    return this.#sockets.size / 2;
  }

  /** Resets all connections, and new ones. */
  cut(): void {
    this.#state.isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Transports nothing more, and keeps the connections, as a cable that is pulled. */
  freeze(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Admits connections again. */
  mend(): void {
    this.#state.isCut = false;
  }

  /** Ends the proxy. */
  async close(): Promise<void> {
    const closed = once(this.#listener, "close");
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
