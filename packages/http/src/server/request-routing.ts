/** Routes a request to the operation it is for, to a batch, or to the listener's own health. */

import { answerJson, answerMalformed, answerMethod, answerUnknown } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import type { BatchServer } from "./batch/batch-server.ts";
import type { CallServer } from "./call-server.ts";
import { healthSegment, type OperationRouter } from "./operation-router.ts";
import { discardBody } from "./request-body.ts";
import { parseRequestTarget } from "./request-target.ts";

/** What requests are routed to. */
export interface RequestRoutes {
  readonly router: OperationRouter;
  readonly serve: CallServer;
  /** Default: batches are as unknown as any other path. */
  readonly serveBatch?: BatchServer | undefined;
}

/** Routes one request. @param isReady the listener is open and its application ready. */
export function routeRequest(
  { router, serve, serveBatch }: RequestRoutes,
  isReady: () => boolean,
  arrival: Arrival,
): void {
  const { method = "", url = "", headers } = arrival.req;
  if (headers.host?.includes(",") || headers["content-type"]?.includes(",")) {
    discardBody(arrival);
    answerMalformed(arrival, "Expected one host and one content-type header at most");
    return;
  }
  const plain = router.findPlain(method, url);
  if (plain !== undefined) {
    serve(arrival, plain.served, plain.target);
    return;
  }
  if (serveBatch?.(arrival) === true) return;
  const target = parseRequestTarget(url);
  const health = target?.segments[0] === healthSegment ? findHealth(target.segments, isReady) : undefined;
  const found = health !== undefined && method !== "GET" ? ["GET"] : target && router.find(method, target.path);
  if (target !== undefined && found !== undefined && "operation" in found) {
    serve(arrival, found, target);
    return;
  }
  discardBody(arrival);
  if (health !== undefined && method === "GET") answerJson(arrival, health.status, health.body);
  else if (found === undefined || "operation" in found) answerUnknown(arrival);
  else answerMethod(arrival, found);
}

function findHealth(
  segments: readonly string[],
  isReady: () => boolean,
): { status: number; body: { status: string } } | undefined {
  if (segments.length !== 2) return undefined;
  if (segments[1] === "live") return { status: 200, body: { status: "live" } };
  if (segments[1] !== "ready") return undefined;
  return isReady() ? { status: 200, body: { status: "ready" } } : { status: 503, body: { status: "not ready" } };
}
