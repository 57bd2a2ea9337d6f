/**
 * Batches between services: one request, checked once, that carries calls of one service. Internal
 * listeners only: outside, one request would be many for everything that counts requests.
 */

import { createCallId } from "@seamline/core/extend";
import { batchType, cancelPath, maxBatchBytes, parseBatch, parseBatchPath } from "../../binding/batch/batch-text.ts";
import { decodeUtf8 } from "../../binding/json-text.ts";
import { toSignedBatch } from "../../security/signature.ts";
import { answerDone, answerError } from "../answer.ts";
import type { Arrival } from "../arrival.ts";
import { toWireError } from "../call-failure.ts";
import type { OperationRouter } from "../operation-router.ts";
import type { PeerCheck } from "../peer.ts";
import { Refusal } from "../refusal.ts";
import { assertReadable, discardBody, readBody } from "../request-body.ts";
import type { SkewWatch } from "../skew.ts";
import { BatchRun, type BatchRunOptions } from "./batch-run.ts";

/**
 * Answers a request to one of the paths of batches, whatever happens; `false` for a request to any
 * other.
 */
export type BatchServer = (arrival: Arrival) => boolean;

/** How batches are served. */
export interface BatchServerOptions {
  readonly router: OperationRouter;
  readonly checkPeer: PeerCheck;
  /** Bytes of the body of one call at most. */
  readonly maxBodyBytes: number;
  /** Bytes of everything else of one call. */
  readonly maxHeadBytes: number;
  /**
   * Calls of batches under way at once: as many as there could be connections with one call each.
   */
  readonly maxCalls: number;
  readonly watchSkew?: SkewWatch | undefined;
}

/** Bytes of a request that gives up calls. */
const maxCancelBytes = 64 * 1024;

/** Makes the server of one listener's batches. */
export function createBatchServer(options: BatchServerOptions): BatchServer {
  let underWay = 0;
  const runOptions: BatchRunOptions = { ...options, onSettled: () => (underWay -= 1) };

  const serve = async (arrival: Arrival, service: string, callId: string): Promise<void> => {
    const { req } = arrival;
    const arrivedAt = performance.now();
    const verify = options.checkPeer(req);
    assertReadable(req, maxBatchBytes, batchType);
    const bytes = await bodyOf(arrival, maxBatchBytes);
    const callerOf = verify(() => toSignedBatch(service, req.url ?? "", arrival.callId, bytes));
    const text = decodeUtf8(bytes);
    if (text === undefined) throw new Refusal("invalid_argument", "Expected a batch in UTF-8");
    const batch = parseBatch(text, options.maxHeadBytes);
    if (arrival.abandoned) return;
    if (underWay + batch.calls.length > options.maxCalls) {
      throw new Refusal("unavailable", `There is no room for more than ${options.maxCalls} calls in batches`);
    }
    underWay += batch.calls.length;
    const run = new BatchRun(runOptions, { ...batch, service, callId, arrivedAt, callerOf }, arrival);
    arrival.answering = run;
    run.start();
  };

  /**
   * Whoever holds the connection of a batch may give up its calls, as closing the connection would.
   */
  const cancel = async (arrival: Arrival): Promise<void> => {
    const { req, connection } = arrival;
    assertReadable(req, maxCancelBytes, batchType);
    const callIds = Buffer.from(await bodyOf(arrival, maxCancelBytes))
      .toString("latin1")
      .split("\n");
    for (const { answering } of connection.arrivals) answering?.giveUp?.(callIds);
    answerDone(arrival);
  };

  return (arrival) => {
    const { method, url = "" } = arrival.req;
    if (method !== "POST" || !url.startsWith("/seamline/")) return false;
    const service = parseBatchPath(url);
    if (service === undefined && url !== cancelPath) return false;
    const callId = arrival.callId ?? createCallId();
    const answer = service === undefined ? cancel(arrival) : serve(arrival, service, callId);
    answer.catch((reason: unknown) => {
      if (arrival.abandoned) return;
      discardBody(arrival);
      const status = reason instanceof Refusal ? reason.status : undefined;
      answerError(arrival, toWireError("A batch", reason, callId), callId, status);
    });
    return true;
  };
}

function bodyOf(arrival: Arrival, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => readBody(arrival, maxBytes, resolve, reject));
}
