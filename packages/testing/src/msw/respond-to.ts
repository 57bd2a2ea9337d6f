/**
 * One request of the REST binding, responded to by a mock as by a listener, with `Request` and
 * `Response`.
 */

import { type CallResponse, ServiceError, type Transport } from "@seamline/core";
import {
  CallContext,
  type CallContextFields,
  createCallId,
  deadlineOfArrival,
  encodeServiceError,
  type Operation,
  parseTraceparent,
  type WireError,
} from "@seamline/core/extend";
import { cutBaggage, deadlineSlackMs, itemsOf, statusOf, toStatus, untilCanceled } from "@seamline/core/internal";
import {
  chooseFraming,
  decodeContext,
  encodeProblem,
  isCallId,
  isIdempotencyKey,
  jsonType,
  parseTimeout,
  problemType,
  toStreamHeaders,
  wireHeaders,
} from "@seamline/http/binding";
import { readInput } from "./read-input.ts";
import { streamBody } from "./stream-body.ts";

/**
 * Responds to a request for an operation.
 * @param mock its transport failures become network errors.
 */
export async function respondTo(mock: Transport, operation: Operation, request: Request): Promise<Response> {
  const given = headerOf(request, wireHeaders.callId);
  const callId = isCallId(given) ? given : createCallId();
  let lost = false;
  try {
    const { depth, ...about } = decodeContext(headerOf(request, wireHeaders.context));
    const key = headerOf(request, wireHeaders.idempotencyKey);
    const context = new CallContext({
      operation,
      deadline: deadlineOfArrival(parseTimeout(headerOf(request, wireHeaders.timeout)), operation),
      depth,
      // Requests with a call id come from Seamline clients.
      origin: given === undefined ? "public" : "service",
      callId,
      ...about,
      ...traceOf(request, given !== undefined),
      ...(key !== undefined && isIdempotencyKey(key) && { idempotencyKey: key }),
    });
    const cancel = (): void => {
      // A caller disconnects at its deadline, slightly before the same deadline passes here.
      if (context.remainingMs <= deadlineSlackMs) context.expire();
      else context.cancel(context.fail("canceled", `${operation.id}: its caller went away`));
    };
    if (request.signal.aborted) cancel();
    else request.signal.addEventListener("abort", cancel, { once: true });
    const input = await readInput(operation, request);
    const dispatch = (): Promise<CallResponse> =>
      mock.call({ operation, input, context, local: false }).catch((reason: unknown) => {
        lost = ServiceError.is(reason) && reason.code === "unavailable";
        context.end();
        throw reason;
      });
    const waitFor = untilCanceled(context);
    context.begin();
    const response = await waitFor(dispatch());
    const streams = operation.streaming?.output ?? "none";
    if (streams === "none" || response.error !== undefined) {
      context.end();
      return toCallResponse(operation, response, callId);
    }
    const framing = chooseFraming(streams, headerOf(request, "accept"));
    const headers = { ...toStreamHeaders(framing), [wireHeaders.callId]: callId };
    return new Response(streamBody(itemsOf(response.output), framing, context, waitFor), { headers });
  } catch (reason) {
    if (lost || request.signal.aborted) return Response.error();
    if (ServiceError.is(reason)) return toErrorResponse(encodeServiceError(reason), callId);
    throw reason;
  }
}

/** Responds to a request that names an operation which the mock does not have. */
export function respondToUnknown(request: Request): Response {
  const given = headerOf(request, wireHeaders.callId);
  const error: WireError = { code: "unimplemented", message: "There is no such operation" };
  return toErrorResponse(error, isCallId(given) ? given : createCallId());
}

function toCallResponse(operation: Operation, { error, output }: CallResponse, callId: string): Response {
  if (error !== undefined) return toErrorResponse(error, callId, statusOf(operation, error));
  const headers = { [wireHeaders.callId]: callId };
  if (operation.output === undefined) return new Response(null, { status: 204, headers });
  return toTextResponse(JSON.stringify(output), 200, { ...headers, "content-type": jsonType });
}

function toErrorResponse(error: WireError, callId: string, status: number = toStatus(error.code)): Response {
  const headers: Record<string, string> = { [wireHeaders.callId]: callId, "content-type": problemType };
  if (error.retryAfterMs !== undefined) headers["retry-after"] = String(Math.ceil(error.retryAfterMs / 1000));
  return toTextResponse(encodeProblem(error, status, callId), status, headers);
}

function toTextResponse(text: string, status: number, headers: Record<string, string>): Response {
  const body = new TextEncoder().encode(text);
  return new Response(body, { status, headers: { ...headers, "content-length": String(body.length) } });
}

/** The trace of a service's call; for other requests, the trace that contains the call. */
function traceOf(request: Request, isService: boolean): Pick<CallContextFields, "trace" | "parentTrace" | "baggage"> {
  const trace = parseTraceparent(headerOf(request, wireHeaders.trace), headerOf(request, wireHeaders.traceState));
  if (!isService) return { parentTrace: trace };
  return { trace, baggage: cutBaggage(headerOf(request, wireHeaders.baggage)) };
}

function headerOf(request: Request, name: string): string | undefined {
  return request.headers.get(name) ?? undefined;
}
