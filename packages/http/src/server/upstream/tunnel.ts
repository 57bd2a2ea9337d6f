/** An open WebSocket: two sockets, whose bytes pass unread in both directions. */

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Responder } from "../arrival.ts";
import { toInterimFields } from "./passed-fields.ts";

/** Milliseconds after which TCP checks an idle connection: a dead peer does not hold one for ever. */
const keepAliveMs = 60_000;

/** The two ends of a WebSocket. */
export class Tunnel implements Responder {
  readonly #client: Socket;
  readonly #upstream: Socket;

  constructor(client: Socket, upstream: Socket) {
    this.#client = client;
    this.#upstream = upstream;
    upstream.on("close", () => client.destroySoon());
    for (const socket of [client, upstream]) {
      socket.on("error", () => undefined); // `close` follows
      socket.setTimeout(0).setNoDelay(true).setKeepAlive(true, keepAliveMs);
    }
  }

  /**
   * Passes the response that opens the WebSocket, then everything.
   * @param early the bytes that the upstream sent behind its response.
   * @param sent the bytes that the client sent behind its request.
   */
  open({ statusMessage = "", rawHeaders }: IncomingMessage, early: Buffer, sent: Buffer): void {
    const fields = toInterimFields(rawHeaders);
    const lines = fields.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${fields[index + 1]}`] : []));
    const head = [`HTTP/1.1 101 ${statusMessage}`, "Connection: Upgrade", "Upgrade: websocket", ...lines, "", ""];
    this.#client.write(head.join("\r\n"), "latin1");
    if (early.length > 0) this.#client.write(early);
    if (sent.length > 0) this.#upstream.write(sent);
    this.#client.pipe(this.#upstream).pipe(this.#client);
  }

  onClose(): void {
    this.#upstream.destroySoon();
  }

  onShutdown(): void {
    this.#client.destroy();
    this.#upstream.destroy();
  }
}
