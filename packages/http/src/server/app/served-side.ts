/**
 * One side of the contracts in an existing app: the public one, of exposed operations, or the
 * internal one, of all. The counterpart of a listener, without a socket.
 */

import type { ServerResponse } from "node:http";
import { type ApplicationHost, createCallId, type Operation } from "@seamline/core/extend";
import { reportFault, toWireError } from "@seamline/core/wire";
import { callIdOf } from "../../binding/wire-headers.ts";
import { Refusal } from "../refusal.ts";
import { discardBody, hasBody } from "../request-body.ts";
import { type RequestRoutes, routeRequest, type Unreadiness } from "../request-routing.ts";
import { respondWithError } from "../respond.ts";
import type { AppArrival } from "./app-arrival.ts";
import { AppArrivals } from "./app-arrivals.ts";
import type { AppBody, AppRequest } from "./app-request.ts";
import type { ResolvedLimits } from "./serve-options.ts";
import type { SignedRequests } from "./signed-requests.ts";

/** The parts of a side. */
export interface ServedSideParts {
  readonly host: Pick<ApplicationHost, "state" | "unreadyReasons">;
  readonly limits: ResolvedLimits;
  readonly routes: RequestRoutes;
  /** Verifies requests between services; absent on the public side. */
  readonly signed?: SignedRequests | undefined;
}

/** The operations that a side serves. */
export const servedBy: Readonly<Record<"internal" | "public", (operation: Operation) => boolean>> = {
  public: ({ expose }) => expose === "public",
  internal: () => true,
};

/** A side that serves requests. */
export class ServedSide {
  readonly routes: RequestRoutes;
  readonly #parts: ServedSideParts;
  readonly #arrivals = new AppArrivals();
  #drained: Promise<void> | undefined;

  constructor(parts: ServedSideParts) {
    this.routes = parts.routes;
    this.#parts = parts;
  }

  /** Serves a request. Never throws: a failure is its response. */
  serve(req: AppRequest, res: ServerResponse, body: AppBody): void {
    const { limits, signed } = this.#parts;
    const arrival = this.#arrivals.add(req, res, signed && callIdOf(req), limits.requestTimeoutMs);
    try {
      this.routes.cors?.mark(arrival);
      if (this.#drained !== undefined) throw unavailable("The application is stopping");
      if (this.#arrivals.size > limits.maxCalls) {
        throw unavailable(`There is no room for more than ${limits.maxCalls} calls`);
      }
      if (hasBody(req) && (body.bodyTaken === true || !req.isUnread)) req.takeGiven(body);
      if (signed === undefined) this.#route(arrival);
      else
        signed.verify(
          arrival,
          () => this.#route(arrival),
          (reason) => refuse(arrival, reason),
        );
    } catch (reason) {
      refuse(arrival, reason);
    }
  }

  /** Refuses new requests, and settles once those under way have their responses. */
  drain(): Promise<void> {
    this.#drained ??= this.#arrivals.drain(this.#parts.limits.drainTimeoutMs);
    return this.#drained;
  }

  #route(arrival: AppArrival): void {
    try {
      routeRequest(this.routes, this.#unreadiness, arrival);
    } catch (reason) {
      reportFault("an app failed to respond for its contracts", reason);
      arrival.res.destroy();
    }
  }

  readonly #unreadiness = (): Unreadiness | undefined => {
    const { host, signed } = this.#parts;
    if (this.#drained !== undefined || host.state !== "ready") return {};
    const reasons = host.unreadyReasons;
    if (reasons.length === 0) return undefined;
    return signed === undefined ? {} : { reasons }; // the reasons name internals
  };
}

function unavailable(message: string): Refusal {
  return new Refusal("unavailable", message, { sent: "not_sent" });
}

function refuse(arrival: AppArrival, reason: unknown): void {
  if (arrival.abandoned) return;
  discardBody(arrival);
  const callId = arrival.callId ?? createCallId();
  const error = toWireError("A request", reason, callId);
  respondWithError(arrival, error, callId, reason instanceof Refusal ? reason.status : undefined);
}
