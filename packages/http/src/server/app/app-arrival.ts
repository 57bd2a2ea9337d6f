/** A request to the contracts in an existing app, whose server and connections are not ours. */

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { closeAfterWrites } from "../../node/close-after-writes.ts";
import type { Arrival, Headers, Responder } from "../arrival.ts";
import { reset } from "../connection.ts";
import type { AppRequest } from "./app-request.ts";
import { closeStream, streamOf } from "./http2-stream.ts";

/** One request of an app, and its response. */
export class AppArrival implements Arrival {
  readonly req: AppRequest;
  readonly res: ServerResponse;
  readonly callId: string | undefined;
  readonly companions: ReadonlySet<AppArrival>;
  responder: Responder | undefined;
  #closed = false;

  constructor(req: AppRequest, res: ServerResponse, callId: string | undefined, companions: ReadonlySet<AppArrival>) {
    this.req = req;
    this.res = res;
    this.callId = callId;
    this.companions = companions;
  }

  get abandoned(): boolean {
    return this.#closed || this.res.destroyed;
  }

  /** Marks the response as over, complete or not. */
  close(): void {
    this.#closed = true;
    this.responder?.onClose();
  }

  sendContinue(): void {
    if (this.req.given !== undefined) return;
    // A server without this listener has sent it before the app saw the request.
    const { server } = this.req.socket as Socket & { readonly server?: NodeJS.EventEmitter };
    if ((server?.listenerCount("checkContinue") ?? 1) > 0) this.res.writeContinue();
  }

  closeConnection(): void {
    if (!this.res.headersSent && streamOf(this.req.raw) === undefined) this.res.setHeader("connection", "close");
  }

  writeHead(status: number, headers: Headers): void {
    this.res.writeHead(status, headers);
  }

  end(text?: string | Uint8Array): void {
    this.res.end(text);
  }

  cut(): void {
    const { raw } = this.req;
    const stream = streamOf(raw);
    if (stream !== undefined) closeStream(stream);
    else if (raw.httpVersionMinor === 0) reset(raw.socket);
    else closeAfterWrites(raw.socket);
  }
}
