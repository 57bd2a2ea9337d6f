/**
 * The caller's half of a streaming call. A server stream is an async iterable whose call begins
 * with the first pull, so one that is never read costs nothing; leaving its loop cancels the call.
 * A client stream is pulled in the caller's own async frame.
 */

import type { CallRequest, CallResponse, WireError } from "../call/call-request.ts";
import type { Dispatch } from "../call/dispatch.ts";
import { decodeItem, encodeItem } from "../call/encoding.ts";
import { OpenCall } from "../call/open-call.ts";
import { ClientItems, isAsyncIterable, leavable, pace, StreamFailure, StreamSteps } from "../call/stream.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import { AsyncLocalStorage } from "../platform/async-frame.ts";
import { addPlace } from "./caller-place.ts";

/** The caller's end of a client stream. */
export interface ClientUpload {
  /** The wire items, for the transport; another one may read them unless one has begun to. */
  readonly wire: ClientItems;
  /** The failure of the caller's side: its items threw, or one was outside the contract. */
  failure(): ServiceError | undefined;
  /** Ends the upload with its call: runs the `finally` of the caller's generator. */
  stop(): void;
}

/**
 * Encodes a client stream item by item.
 * @throws {ServiceError} `invalid_argument` when it cannot be iterated.
 */
export function createUpload(operation: Operation, input: unknown, context: () => CallContext): ClientUpload {
  const source = iterate(operation, input);
  const inCallersFrame = AsyncLocalStorage.snapshot();
  let finished = false;
  let failure: ServiceError | undefined;
  const stop = (): void => {
    if (finished) return;
    finished = true;
    inCallersFrame(async () => source.return?.()).catch(() => undefined); // the call has settled already
  };
  async function* send(): AsyncGenerator<unknown, void, void> {
    wire.begun = true;
    try {
      for (let index = 0; ; index += 1) {
        const step = await inCallersFrame(async () => source.next());
        await pace(context());
        // A canceled stream must not look like one that has come to its end.
        if (finished) throw context().cancellation ?? context().fail("canceled", `${operation.id}: its call has ended`);
        if (step.done === true) {
          finished = true;
          return;
        }
        yield encodeItem(operation, "input", step.value, index);
      }
    } catch (reason) {
      if (failure !== undefined || finished) throw reason;
      const { callId } = context();
      failure = locate(ServiceError.from(reason, { operation: operation.id, callId, sent: "maybe_sent" }), callId);
      const canceled = context().fail("canceled", `${operation.id}: the stream of its caller failed`, {
        sent: "maybe_sent",
      });
      context().cancel(canceled);
      throw canceled;
    } finally {
      stop();
    }
  }
  // A transport that was left before it read an item leaves them to another one.
  const leave = (): void => (wire.begun ? stop() : undefined);
  const wire: ClientItems = new ClientItems(() => leavable(send(), leave));
  return { wire, failure: () => failure, stop };
}

/** A server stream, as its caller reads it. */
export interface ServerStream {
  readonly operation: Operation;
  readonly request: CallRequest;
  readonly dispatch: Dispatch;
  decodeError(error: WireError): ServiceError;
  readonly upload: ClientUpload | undefined;
}

/** A call whose output is a stream: its reader awaits the response first, and ends the call. */
class OpeningStream extends OpenCall {
  readonly context: CallContext;
  readonly #response = Promise.withResolvers<CallResponse>();

  constructor(context: CallContext) {
    super();
    this.context = context;
  }

  /** Dispatches the call. Rejects with its cancellation or its failure. */
  open(request: CallRequest, dispatch: Dispatch): Promise<CallResponse> {
    this.run(request, dispatch);
    return this.#response.promise;
  }

  protected resolve(response: CallResponse): boolean {
    this.#response.resolve(response);
    return false;
  }

  override fail(reason: unknown): void {
    this.#response.reject(reason);
  }

  reject(error: ServiceError): void {
    this.#response.reject(error);
  }
}

/** Makes the call and reads its output. Throws ServiceErrors only. */
export function readOutput(stream: ServerStream): AsyncGenerator<unknown, void, void> {
  const { context } = stream.request;
  let left: ServiceError | undefined;
  const leave = (): void => {
    left ??= toLeft(context);
    context.leave(left, undefined);
  };
  return leavable(
    readItems(stream, () => left),
    leave,
  );
}

/**
 * The reading of {@link readOutput}, which guards find on the stack.
 * @param left the error that the call was canceled with as its reader left; `undefined` before.
 */
export async function* readItems(
  stream: ServerStream,
  left: () => ServiceError | undefined,
): AsyncGenerator<unknown, void, void> {
  const { operation, request, upload } = stream;
  const { context } = request;
  const steps = new StreamSteps(context);
  let finished = false;
  let failure: ServiceError | undefined;
  let index = 0;
  try {
    const response = await new OpeningStream(context).open(request, stream.dispatch);
    if (response.error !== undefined) throw new StreamFailure(response.error);
    const source = (response.output as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    for (; ; index += 1) {
      const step = await steps.take(source.next());
      if (step.done === true) {
        finished = true;
        return;
      }
      yield decodeItem(operation, "output", step.value, index, response.local);
    }
  } catch (reason) {
    if (left() !== undefined) {
      if (reason === left()) return; // an item was pending
      throw reason; // the reader's own
    }
    finished = reason instanceof StreamFailure;
    failure = toError(reason, stream, index > 0);
    addPlace(failure, readItems);
    throw failure;
  } finally {
    if (finished) context.end(failure);
    else if (failure !== undefined) context.leave(toLeft(context), failure);
    upload?.stop();
  }
}

function toLeft(context: CallContext): ServiceError {
  return context.fail("canceled", `${context.operation.id}: its caller stopped reading`, { sent: "maybe_sent" });
}

function toError(reason: unknown, stream: ServerStream, begun: boolean): ServiceError {
  const { operation, request, upload, decodeError } = stream;
  const { context } = request;
  const failure = upload?.failure();
  if (failure !== undefined) return failure;
  // As every response, a failure that arrives after the deadline is late, however busy the caller is.
  if (reason instanceof StreamFailure && context.cancellation === undefined && !context.expireIfDue()) {
    // A stream of bytes has no room for an error: after any failure the download broke off.
    const isBroken = begun && operation.streaming?.output === "bytes";
    return isBroken ? brokenOff(context) : decodeError(reason.error);
  }
  if (context.remainingMs === 0) context.expire(); // a callee that broke off at the deadline
  if (context.cancellation !== undefined) return context.cancellation;
  if (begun && operation.streaming?.output === "bytes") return brokenOff(context);
  const { callId } = context;
  return ServiceError.from(reason, { operation: operation.id, callId, sent: "maybe_sent" });
}

function brokenOff(context: CallContext): ServiceError {
  const text = `${context.operation.id} broke off after its first bytes`;
  return context.fail("data_loss", text, { sent: "maybe_sent" });
}

function iterate(operation: Operation, input: unknown): AsyncIterator<unknown> {
  if (isAsyncIterable(input)) return input[Symbol.asyncIterator]();
  const text = `${operation.id}: expected an AsyncIterable as the input, found ${input === null ? "null" : typeof input}`;
  throw new ServiceError("invalid_argument", text, { operation: operation.id });
}

function locate(error: ServiceError, callId: string): ServiceError {
  if (error.callId !== undefined) return error;
  const { code, message, cause, ...fields } = error;
  return new ServiceError(code, message, { ...fields, cause, callId, sent: "maybe_sent" });
}
