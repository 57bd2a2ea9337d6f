/**
 * Batches between services: one request with calls of one service, verified once. Internal
 * listeners only: on public ones, everything that counts requests would count many calls as one.
 */

import { createCallId } from "@seamline/core/extend";
import { now } from "@seamline/core/internal";
import { toSignedBatch } from "@seamline/core/signing";
import type { SkewWatch } from "@seamline/core/wire";
import { decodeUtf8, toWireError } from "@seamline/core/wire";
import { batchType, cancelPath, maxBatchBytes, parseBatch, parseBatchPath } from "../../binding/batch/batch-text.ts";
import type { Arrival } from "../arrival.ts";
import type { OperationRouter } from "../operation-router.ts";
import type { PeerCheck } from "../peer.ts";
import { Refusal } from "../refusal.ts";
import { assertReadable, discardBody, readBody } from "../request-body.ts";
import { respondNoContent, respondWithError } from "../respond.ts";
import { BatchRun, type BatchRunOptions } from "./batch-run.ts";

/**
 * Serves a request to one of the paths of batches, and never throws; returns `false` for any other
 * request.
 */
export type BatchServer = (arrival: Arrival) => boolean;

/** Options of a listener's batches. */
export interface BatchServerOptions {
  readonly router: OperationRouter;
  readonly checkPeer: PeerCheck;
  /** The largest body of one call, in bytes. */
  readonly maxBodyBytes: number;
  /** The largest call without its body, in bytes. */
  readonly maxHeadBytes: number;
  /** Calls of batches under way at most: as many as there can be connections with one call each. */
  readonly maxCalls: number;
  readonly watchSkew?: SkewWatch | undefined;
}

/** The largest request that cancels calls, in bytes. */
const maxCancelBytes = 64 * 1024;

/** Creates the batch server of one listener. */
export function createBatchServer(options: BatchServerOptions): BatchServer {
  let underWay = 0;
  const runOptions: BatchRunOptions = { ...options, onSettled: () => (underWay -= 1) };

  const serve = async (arrival: Arrival, service: string, callId: string): Promise<void> => {
    const { req } = arrival;
    const arrivedAt = now();
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
    arrival.responder = run;
    run.start();
  };

  /** Cancels calls of batches on the same connection, as closing it would. */
  const cancel = async (arrival: Arrival): Promise<void> => {
    const { req } = arrival;
    assertReadable(req, maxCancelBytes, batchType);
    const callIds = Buffer.from(await bodyOf(arrival, maxCancelBytes))
      .toString("latin1")
      .split("\n");
    for (const { responder } of arrival.companions) responder?.giveUp?.(callIds);
    respondNoContent(arrival);
  };

  return (arrival) => {
    const { method, url = "" } = arrival.req;
    if (method !== "POST" || !url.startsWith("/seamline/")) return false;
    const service = parseBatchPath(url);
    if (service === undefined && url !== cancelPath) return false;
    const callId = arrival.callId ?? createCallId();
    const response = service === undefined ? cancel(arrival) : serve(arrival, service, callId);
    response.catch((reason: unknown) => {
      if (arrival.abandoned) return;
      discardBody(arrival);
      const status = reason instanceof Refusal ? reason.status : undefined;
      respondWithError(arrival, toWireError("A batch", reason, callId), callId, status);
    });
    return true;
  };
}

function bodyOf(arrival: Arrival, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => readBody(arrival, maxBytes, resolve, reject));
}
