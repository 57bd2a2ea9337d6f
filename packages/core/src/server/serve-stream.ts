/**
 * The callee's half of a streaming call. The handler's items are pulled one by one, each within the
 * call's own async frame, and only as fast as they are read. A response begins with its first item:
 * a failure before it is the response, as of any operation.
 */

import type { CallRequest, CallResponse, WireError } from "../call/call-request.ts";
import { type Dispatch, toDispatch } from "../call/dispatch.ts";
import { decodeInput, decodeItem, encodeItem, encodeOutput } from "../call/encoding.ts";
import { isAsyncIterable, leavable, readOnce, StreamFailure, StreamSteps } from "../call/stream.ts";
import type { CallContext } from "../context/call-context.ts";
import { type HandlerScope, runInContext } from "../context/frame.ts";
import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import { isAwaitable } from "../platform/promise.ts";
import type { Streaming } from "../schema/stream-schema.ts";
import { report as reportError, type Served } from "./served.ts";
import { encodeHandlerError, encodeServiceError } from "./wire-error.ts";

/** Receives errors that must not cross. */
type Report = (reason: unknown) => void;

/** Serves an operation with a stream on either side. */
export function serveStream(served: Served, streaming: Streaming): Dispatch {
  return toDispatch((request) => handleStream(served, streaming, request));
}

/** @throws {ServiceError} for an input or output outside the contract. */
async function handleStream(
  { operation, handler, onError }: Served,
  streaming: Streaming,
  request: CallRequest,
): Promise<CallResponse> {
  const { context } = request;
  const report: Report = (reason) => reportError(onError, reason, context);
  const upload = streaming.input === "none" ? undefined : openUpload(operation, request);
  const input = upload === undefined ? decodeInput(operation, request.input, request.local) : upload.stream;
  const local = request.operation === operation;
  /** Errors thrown by this half of the call path: they may cross, and have been reported. */
  const outside = new WeakSet<ServiceError>();
  const toWireError = (reason: unknown): WireError => {
    if (ServiceError.is(reason) && (reason === upload?.failure() || outside.has(reason)))
      return encodeServiceError(reason);
    const { error, masked } = encodeHandlerError(operation, reason, context);
    if (masked) report(reason);
    return error;
  };
  const encode = <Value>(run: () => Value): Value => {
    try {
      return run();
    } catch (reason) {
      report(reason);
      if (ServiceError.is(reason)) outside.add(reason);
      throw reason;
    }
  };
  let producing: Promise<unknown> | undefined;
  context.runs += 1;
  try {
    const returned = runInContext(context, handler, input as never, request.within);
    const output: unknown = isAwaitable(returned) ? await returned : returned;
    if (streaming.output === "none") return { output: encode(() => encodeOutput(operation, output)), local };
    const source = encode(() => iterate(operation, output));
    const parts = { operation, context, within: request.within, source, encode, toWireError, report };
    const response = await openOutput(parts, local);
    producing = response.ended;
    return response;
  } catch (reason) {
    return { error: toWireError(reason), local: true };
  } finally {
    if (streaming.output === "none") upload?.stop();
    const settle = (): unknown => (context.runs -= 1);
    if (producing === undefined) settle();
    else void producing.then(settle); // its producer goes on until the stream has ended
  }
}

function iterate(operation: Operation, output: unknown): AsyncIterator<unknown> {
  if (isAsyncIterable(output)) return output[Symbol.asyncIterator]();
  const text = `${operation.id}: expected the handler to return an AsyncIterable, found ${typeof output}`;
  throw new ServiceError("internal", text, { operation: operation.id, sent: "processed" });
}

interface OutputParts {
  readonly operation: Operation;
  readonly context: CallContext;
  readonly within: HandlerScope | undefined;
  readonly source: AsyncIterator<unknown>;
  encode<Value>(run: () => Value): Value;
  toWireError(reason: unknown): WireError;
  readonly report: Report;
}

/** Pulls the first item, and responds with a stream that begins with it. */
async function openOutput(parts: OutputParts, local: boolean): Promise<CallResponse> {
  const { operation, context, within, source, encode, toWireError, report } = parts;
  const ended = Promise.withResolvers<WireError | undefined>();
  let stopped = false;
  let exhausted = false;
  /** Runs the producer's `finally`, unless it ended by itself. Only the first failure counts. */
  const stop = (failure?: WireError): void => {
    if (stopped) return;
    stopped = true;
    if (exhausted) ended.resolve(failure);
    else {
      const returned = runInContext(context, async () => source.return?.(), undefined, within);
      returned.catch(report).finally(() => ended.resolve(failure));
    }
  };
  let index = -1;
  const pull = async (): Promise<IteratorResult<unknown, undefined>> => {
    let step: IteratorResult<unknown>;
    try {
      step = await runInContext(context, async () => source.next(), undefined, within);
    } catch (reason) {
      exhausted = true;
      throw reason;
    }
    if (step.done === true) {
      exhausted = true;
      stop();
      return { done: true, value: undefined };
    }
    index += 1;
    return { done: false, value: encode(() => encodeItem(operation, "output", step.value, index)) };
  };
  context.onCancel(() => {
    const { code, message } = context.signal.reason as ServiceError; // the handler's error, on every transport
    stop({ code, message });
  });
  const first = await pull().catch((reason) => {
    stop();
    throw reason;
  });
  async function* send(): AsyncGenerator<unknown, void, void> {
    try {
      for (let step = first; step.done !== true; step = await pull()) yield step.value;
    } catch (reason) {
      const failure = toWireError(reason);
      stop(failure);
      throw new StreamFailure(failure);
    } finally {
      stop();
    }
  }
  return { output: readOnce(operation.id, "output", send), ended: ended.promise, local };
}

interface Upload {
  readonly stream: AsyncIterable<unknown>;
  /** The failure of the stream, which may be the call's response. */
  failure(): ServiceError | undefined;
  /** Stops reading, once the handler is done. */
  stop(): void;
}

/** A client stream, as the handler reads it. */
function openUpload(operation: Operation, { input, context, local }: CallRequest): Upload {
  const source = (input as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  let finished = false;
  let failure: ServiceError | undefined;
  const stop = (): void => {
    if (finished) return;
    finished = true;
    source.return?.().catch(() => undefined); // the caller's side reports it
  };
  const steps = new StreamSteps(context);
  const left = new Error("the handler has left its input");
  async function* read(): AsyncGenerator<unknown, void, void> {
    try {
      for (let index = 0; ; index += 1) {
        const step = await steps.take(source.next());
        if (step.done === true || finished) {
          finished = true;
          return;
        }
        yield decodeItem(operation, "input", step.value, index, local);
      }
    } catch (reason) {
      if (reason === left) return; // an item was pending
      failure = ServiceError.from(reason, { operation: operation.id });
      throw failure;
    } finally {
      stop();
    }
  }
  const leave = (): void => {
    stop();
    steps.leave(left);
  };
  return { stream: readOnce(operation.id, "input", () => leavable(read(), leave)), failure: () => failure, stop };
}
