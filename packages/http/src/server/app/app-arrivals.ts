/**
 * The requests to the contracts in an existing app that have no complete response: their number is
 * limited, their bodies must arrive in time, and they drain when the application stops. The app's
 * server stays open, and so do its other requests.
 */

import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { now, startTimer, stopTimer } from "@seamline/core/internal";
import { isUnbegun, refuseUnbegun } from "../drain.ts";
import { hasBody } from "../request-body.ts";
import { respondTooSlow } from "../respond.ts";
import { AppArrival } from "./app-arrival.ts";
import type { AppRequest } from "./app-request.ts";

/** Milliseconds between two checks while the requests drain. */
const everyMs = 10;

/** Milliseconds for a body that is still arriving, and for a client that has stopped to read. */
const graceMs = 2_000;

/** The open requests of one side of an application, the public or the internal one. */
export class AppArrivals {
  readonly #open = new Set<AppArrival>();
  readonly #ofSocket = new WeakMap<object, Set<AppArrival>>();

  /** The number of open requests. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Adds a request until its response closes.
   * @param requestTimeoutMs for its body to arrive.
   */
  add(req: AppRequest, res: ServerResponse, callId: string | undefined, requestTimeoutMs: number): AppArrival {
    const companions = this.#companionsOf(req.raw.socket);
    const arrival = new AppArrival(req, res, callId, companions);
    this.#open.add(arrival);
    companions.add(arrival);
    const arriving = hasBody(req) && !req.complete;
    const timer = arriving ? startTimer(() => cutSlow(arrival), requestTimeoutMs).unref() : undefined;
    res.on("close", () => {
      stopTimer(timer);
      this.#open.delete(arrival);
      companions.delete(arrival);
      arrival.close();
    });
    return arrival;
  }

  /**
   * Settles once every request has its response: those that run longer are canceled, those whose
   * body does not arrive are refused, those whose client does not read are cut.
   * @param timeoutMs for running calls.
   */
  async drain(timeoutMs: number): Promise<void> {
    const end = now() + timeoutMs;
    await this.#emptied(Math.min(end, now() + graceMs));
    for (const arrival of [...this.#open]) if (isUnbegun(arrival)) refuseUnbegun(arrival);
    await this.#emptied(end);
    for (const { responder } of [...this.#open]) responder?.onShutdown();
    await this.#emptied(now() + graceMs);
    for (const { res } of [...this.#open]) res.destroy();
  }

  async #emptied(until: number): Promise<void> {
    while (this.#open.size > 0 && now() < until) await wait(everyMs);
  }

  #companionsOf(socket: object): Set<AppArrival> {
    const known = this.#ofSocket.get(socket);
    if (known !== undefined) return known;
    const companions = new Set<AppArrival>();
    this.#ofSocket.set(socket, companions);
    return companions;
  }
}

/** Ends a request whose body has not arrived in time. */
function cutSlow(arrival: AppArrival): void {
  const { req, res } = arrival;
  if (req.complete) return;
  if (res.headersSent) {
    req.destroy();
    return;
  }
  arrival.closeConnection();
  respondTooSlow(arrival);
  req.destroyAfter(res);
}
