/**
 * The calls of a mock after its dispatcher's admission: each is logged, and gets the reaction of
 * its stub.
 */

import type { CallContext, CallRequest, CallResponse, Contract, Interceptor, ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { itemsOf } from "@seamline/core/internal";
import { type Reaction, type StubHandler, waitWithin } from "./reaction.ts";
import type { MockCall } from "./stub.ts";
import { observeStream, takesStream } from "./stub-handler.ts";

/** The stubs and logs of a mock. */
export interface ReceptionOptions {
  readonly contract: Contract;
  /** Returns the next reaction of an operation's stub, if any. */
  take(operation: string): Reaction | undefined;
  record(operation: string, call: MockCall): void;
  onFault(fault: unknown, context: CallContext): void;
}

/** The parts of a mock's dispatcher. */
export interface Reception {
  readonly handlers: Readonly<Record<string, StubHandler>>;
  readonly intercept: Interceptor;
  onError(reason: unknown, context: CallContext): void;
  /**
   * Returns and removes the error with which the transport fails in place of a response; called
   * once per attempt.
   */
  takeLoss(context: CallContext): ServiceError | undefined;
}

/** A call on its way to its handler. */
interface Admitted {
  readonly reaction: Reaction;
  /** Keeps the items of a client stream. */
  readonly items: unknown[];
}

/** Creates the parts of one mock's dispatcher. */
export function createReception({ contract, take, record, onFault }: ReceptionOptions): Reception {
  const admitted = new WeakMap<CallContext, Admitted>();
  const losses = new WeakMap<CallContext, ServiceError>();
  const lose = (error: ServiceError, context: CallContext): CallResponse => {
    losses.set(context, error);
    return { local: true }; // never read: the mock throws the loss
  };
  const handlers = Object.values(contract.operations).map((operation) => {
    const handle: StubHandler = (input, context) => {
      const found = admitted.get(context);
      if (found === undefined) throw new TypeError(`${operation.id}: expected a call that was admitted`);
      const { reaction, items } = found;
      const { outcome } = reaction;
      if (outcome.kind === "crash") throw outcome.reason;
      if (outcome.kind !== "handle" && outcome.kind !== "cut") throw new TypeError(`${outcome.kind} has no handler`);
      const given = takesStream(operation) ? observeStream(input, (item) => items.push(item)) : input;
      return outcome.handle(given, context);
    };
    return [operation.name, handle] as const;
  });
  return {
    handlers: Object.fromEntries(handlers),
    async intercept(request, next) {
      const { context } = request;
      const known = contract.operations[request.operation.name];
      const operation = known?.id === request.operation.id ? known : undefined;
      const read = operation && readInput(operation, request);
      if (operation === undefined || read === undefined) return next(request); // the dispatcher refuses it
      record(operation.name, { operation: operation.id, input: read.input, context });
      const reaction = take(operation.name);
      if (reaction === undefined) {
        const error = unstubbedError(operation, context);
        onFault(error, context);
        return lose(error, context);
      }
      const { outcome, delayMs } = reaction;
      if (delayMs > 0) await waitWithin(context, delayMs);
      if (outcome.kind === "refuse") return { error: outcome.error, local: true };
      if (outcome.kind === "lose") {
        const { code, sent, text } = outcome;
        return lose(context.fail(code, `${operation.id} ${text}`, { sent }), context);
      }
      admitted.set(context, { reaction, items: read.items });
      const response = await next(request);
      return outcome.kind === "cut" ? cutShort(response, context) : response;
    },
    onError(reason, context) {
      if (admitted.get(context)?.reaction.outcome.kind !== "crash") onFault(reason, context);
    },
    takeLoss(context) {
      const loss = losses.get(context);
      losses.delete(context);
      return loss;
    },
  };
}

/** Copies the input for the log; `undefined` for an input that does not match the contract. */
function readInput(
  operation: Operation,
  { input }: CallRequest,
): { readonly input: unknown; readonly items: unknown[] } | undefined {
  const items: unknown[] = [];
  if (takesStream(operation)) return { input: items, items };
  try {
    return { input: operation.input.decode(input), items };
  } catch {
    return undefined;
  }
}

function unstubbedError({ id, name, service }: Operation, context: CallContext): ServiceError {
  const text = `${id} was called, but the mock of ${service} has no stub for it; call stubs.${name}.respond(…) or .fail(…) before the call, or set { unstubbed: "fake" }`;
  return context.fail("unimplemented", text, { sent: "not_sent" });
}

/** Replaces the end of a stream by its loss. */
function cutShort(response: CallResponse, context: CallContext): CallResponse {
  if (response.error !== undefined) return response;
  async function* read(): AsyncGenerator<unknown, void, void> {
    yield* itemsOf(response.output);
    throw context.fail("data_loss", `${context.operation.id}: the response was cut: it has no end marker`, {
      sent: "maybe_sent",
    });
  }
  return { ...response, output: read() };
}
