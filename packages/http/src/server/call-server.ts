/** One call over HTTP, from the request to the answer: admitted, read, decoded, dispatched within its deadline, answered. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { type CallResponse, ServiceError } from "@seamline/core";
import {
  CallContext,
  createCallId,
  deadlineOfArrival,
  deadlineSlackMs,
  encodeServiceError,
  guardWithin,
  printReason,
  settleWithin,
  type WireError,
} from "@seamline/core/extend";
import { chooseFraming, type Framing } from "../binding/stream-text.ts";
import { isIdempotencyKey, parseTimeout, wireHeaders } from "../binding/wire-headers.ts";
import type { Admission } from "./admission.ts";
import { answerCall, answerError } from "./answer.ts";
import { answerStream } from "./answer-stream.ts";
import type { ServedOperation } from "./operation-router.ts";
import { Refusal } from "./refusal.ts";
import { assertReadable, discardBody, hasBody, noBytes, parseBody, readBody } from "./request-body.ts";
import { callIdOf, headerOf } from "./request-header.ts";
import type { RequestTarget } from "./request-target.ts";
import type { SkewWatch } from "./skew.ts";
import { openUpload } from "./upload.ts";

/** Answers a request to a known operation. Never rejects. */
export type CallServer = (
  req: IncomingMessage,
  res: ServerResponse,
  served: ServedOperation,
  target: RequestTarget,
) => Promise<void>;

/** How calls are served. */
export interface CallServerOptions {
  readonly admit: Admission;
  /** Bytes of a request body at most. */
  readonly maxBodyBytes: number;
  /** Whether callers name their calls; otherwise ids are made here. */
  readonly trustsCallIds: boolean;
  readonly watchSkew?: SkewWatch | undefined;
}

/** Makes the server of one listener's calls. */
export function createCallServer(options: CallServerOptions): CallServer {
  return async (req, res, served, target) => {
    const callId = (options.trustsCallIds ? callIdOf(req) : undefined) ?? createCallId();
    try {
      await serve(options, req, res, served, target, callId);
    } catch (reason) {
      if (res.destroyed) return; // nobody is there to be told
      discardBody(req, res);
      const status = reason instanceof Refusal ? reason.status : undefined;
      answerError(res, toWireError(served.operation.id, reason, callId), callId, status);
    }
  };
}

async function serve(
  { admit, maxBodyBytes, watchSkew }: CallServerOptions,
  req: IncomingMessage,
  res: ServerResponse,
  served: ServedOperation,
  target: RequestTarget,
  callId: string,
): Promise<void> {
  const { operation, binding, dispatcher } = served;
  const deadline = deadlineOfArrival(parseTimeout(headerOf(req, wireHeaders.timeout)), operation);
  const confirm = await admit(req, served, deadline);
  const { streaming } = operation;
  const uploads = streaming !== undefined && streaming.input !== "none" ? streaming.input : undefined;
  if (binding.hasBody && hasBody(req)) assertReadable(req, maxBodyBytes);
  const bytes = uploads === undefined ? await readBody(req, res, maxBodyBytes) : noBytes;
  const admitted = confirm(bytes);
  watchSkew?.(operation, admitted.caller, headerOf(req, wireHeaders.contract));
  const upload = uploads && openUpload(operation, uploads, req, res, maxBodyBytes);
  const input =
    upload?.items ??
    binding.decode({
      segments: target.segments,
      query: target.query,
      header: (name) => headerOf(req, name),
      body: binding.hasBody ? parseBody(bytes) : undefined,
    });
  const idempotencyKey = readIdempotencyKey(headerOf(req, wireHeaders.idempotencyKey));
  if (res.destroyed) return;
  const context = new CallContext({ ...admitted, operation, deadline, callId, idempotencyKey });
  res.on("close", () => {
    if (!context.ended) abandon(context);
  });
  if (context.remainingMs === 0) context.expire(); // it took its time to arrive
  const dispatch = (): Promise<CallResponse> => dispatcher.dispatch({ operation, input, context, local: false });
  try {
    if (streaming === undefined || streaming.output === "none") {
      await settleWithin(context, dispatch, (response) => answerCall(res, operation, response, callId));
    } else {
      await serveStream(res, context, dispatch, chooseFraming(streaming.output, headerOf(req, "accept")));
    }
  } finally {
    upload?.discard();
  }
}

/** Answers with a stream, or with the error that it failed with before its first item. */
async function serveStream(
  res: ServerResponse,
  context: CallContext,
  dispatch: () => Promise<CallResponse>,
  framing: Framing,
): Promise<void> {
  const { operation, callId } = context;
  const guard = guardWithin(context);
  context.begin();
  const response = await guard(dispatch());
  if (response.error !== undefined) answerCall(res, operation, response, callId);
  else await answerStream(res, response.output as AsyncIterable<unknown>, framing, context, guard);
  context.end();
}

/** Nobody waits for a call any more. A caller whose deadline passes hangs up, a moment before the same deadline passes here. */
export function abandon(context: CallContext): void {
  if (context.remainingMs <= deadlineSlackMs) context.expire();
  else context.cancel(context.fail("canceled", `${context.operation.id}: its caller went away`));
}

/** @throws {Refusal} 400 for a key that is none. */
export function readIdempotencyKey(given: string | undefined): string | undefined {
  if (given === undefined || isIdempotencyKey(given)) return given;
  throw new Refusal("invalid_argument", "idempotency-key: expected 1 to 255 visible ASCII characters");
}

/** Our own failures may be told; anything else is a bug here, and only its place is. */
export function toWireError(what: string, reason: unknown, callId: string): WireError {
  if (ServiceError.is(reason)) {
    return { ...encodeServiceError(reason), notSent: reason.code === "unavailable" ? true : undefined };
  }
  reportFault(`${what} failed before its handler ran, call ${callId}`, reason);
  return { code: "internal", message: `${what} failed before its handler ran; call ${callId}` };
}

/** One line on stderr for what must not be told to a caller. */
export function reportFault(what: string, reason: unknown): void {
  const cause = reason instanceof Error && reason.cause !== undefined ? reason.cause : reason;
  process.stderr.write(`seamline: ${what}: ${printReason(cause)}\n`);
}
