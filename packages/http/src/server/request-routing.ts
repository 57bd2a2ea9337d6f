/** Routes a request to its operation, to a batch, or to the listener's health. */

import { headerOf, wireHeaders } from "../binding/wire-headers.ts";
import type { Arrival, ArrivedRequest } from "./arrival.ts";
import type { BatchServer } from "./batch/batch-server.ts";
import type { CallServer } from "./call-server.ts";
import type { Cors } from "./cors.ts";
import { healthSegment, type OperationRouter } from "./operation-router.ts";
import { discardBody } from "./request-body.ts";
import { parseRequestTarget } from "./request-target.ts";
import {
  respondBadRequest,
  respondMethodNotAllowed,
  respondNotFound,
  respondWithJson,
  respondWithOptions,
} from "./respond.ts";

/** The destinations of requests. */
export interface RequestRoutes {
  readonly router: OperationRouter;
  readonly serve: CallServer;
  /** Serves batches. Default: 404, as for any unknown path. */
  readonly serveBatch?: BatchServer | undefined;
  /** Default: browsers keep scripts of other origins out. */
  readonly cors?: Cors | undefined;
}

/** The parts of a request by which it is routed. */
export type RequestHead = Pick<ArrivedRequest, "headers" | "method" | "url">;

/** What a listener that is not ready reports beside that. */
export interface Unreadiness {
  /** One line each, for services only. Default: none. */
  readonly reasons?: readonly string[];
}

/**
 * Routes one request. A request that names its operation, as those of Seamline clients do, gets that
 * operation or 404. For any other, the paths of health come before the routes of operations. HEAD is
 * GET without the content, which Node leaves out; OPTIONS lists the methods of a path.
 * @param unreadiness the reasons for which the application should get no calls; none while it is ready.
 */
export function routeRequest(
  { router, serve, serveBatch, cors }: RequestRoutes,
  unreadiness: () => Unreadiness | undefined,
  arrival: Arrival,
): void {
  const { url = "", headers } = arrival.req;
  const method = arrival.req.method === "HEAD" ? "GET" : (arrival.req.method ?? "");
  if (headers.host?.includes(",") || headers["content-type"]?.includes(",")) {
    discardBody(arrival);
    respondBadRequest(arrival, "Expected one host and one content-type header at most");
    return;
  }
  const named = headerOf(arrival.req, wireHeaders.operation);
  const plain = router.findPlain(method, url);
  if (plain !== undefined && (named === undefined || named === plain.served.operation.id)) {
    serve(arrival, plain.served, plain.target);
    return;
  }
  if (serveBatch?.(arrival) === true) return;
  const target = parseRequestTarget(url);
  const health =
    named === undefined && target?.segments[0] === healthSegment ? findHealth(target.segments, unreadiness) : undefined;
  if (health !== undefined && method === "GET") {
    discardBody(arrival);
    respondWithJson(arrival, health.status, health.body);
    return;
  }
  const served = target && router.find(named, method, target.segments);
  if (target !== undefined && served !== undefined) {
    serve(arrival, served, target);
    return;
  }
  discardBody(arrival);
  const others = target === undefined || named !== undefined ? [] : router.methodsOf(target.segments);
  const allowed = health === undefined || others.includes("GET") ? others : ["GET", ...others];
  if (target === undefined || allowed.length === 0) respondNotFound(arrival);
  else if (method === "OPTIONS") {
    const fields = allowed.flatMap((one) => router.find(undefined, one, target.segments)?.binding.headerNames ?? []);
    respondWithOptions(arrival, listMethods(allowed), cors?.preflight(arrival, listMethods(allowed), fields));
  } else respondMethodNotAllowed(arrival, listMethods(allowed));
}

/**
 * Tests for a request that {@link routeRequest} would give to an operation, to CORS or, if they are
 * served, to the paths of health. All others belong to an app around the contracts, those to the
 * path of an operation with a method that it does not have included: the app may have that one.
 */
export function ownsRequest({ router, cors }: RequestRoutes, req: RequestHead, servesHealth: boolean): boolean {
  const { url = "" } = req;
  const method = req.method === "HEAD" ? "GET" : (req.method ?? "");
  const named = headerOf(req, wireHeaders.operation);
  const target = parseRequestTarget(url);
  if (target === undefined) return false;
  if (servesHealth && named === undefined && method === "GET" && isHealth(target.segments)) return true;
  if (method !== "OPTIONS") return router.find(named, method, target.segments) !== undefined;
  const asked = headerOf(req, "access-control-request-method");
  if (cors === undefined || asked === undefined || !cors.allows(headerOf(req, "origin"))) return false;
  return router.find(undefined, asked === "HEAD" ? "GET" : asked, target.segments) !== undefined;
}

function isHealth(segments: readonly string[]): boolean {
  return segments.length === 2 && segments[0] === healthSegment && (segments[1] === "live" || segments[1] === "ready");
}

/** Lists the methods of a path: those of its operations, and the two that every path has with them. */
function listMethods(methods: readonly string[]): readonly string[] {
  return [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"];
}

function findHealth(
  segments: readonly string[],
  unreadiness: () => Unreadiness | undefined,
): { readonly status: number; readonly body: object } | undefined {
  if (segments.length !== 2) return undefined;
  if (segments[1] === "live") return { status: 200, body: { status: "live" } };
  if (segments[1] !== "ready") return undefined;
  const unready = unreadiness();
  return unready === undefined
    ? { status: 200, body: { status: "ready" } }
    : { status: 503, body: { status: "not ready", ...unready } };
}
