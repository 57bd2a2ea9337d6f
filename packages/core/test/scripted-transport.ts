/** A callee that responds by a script, and clients of the greeter that reach it. */

import { createTransport, type Dispatch, toDispatch } from "../src/call/dispatch.ts";
import {
  type CallRequest,
  type CallResponse,
  type Code,
  createClient,
  type PolicyEvent,
  ServiceError,
  type ServiceErrorOptions,
  type Transport,
} from "../src/index.ts";
import { GreeterClient } from "./greeter.ts";

/** The outcome of an attempt. */
export type Step = (request: CallRequest) => CallResponse | Promise<CallResponse>;

/** The attempt succeeds. */
export const succeed: Step = ({ operation }) => ({
  output: operation.name === "greet" ? { text: "hello" } : undefined,
  local: false,
});

/** The transport fails. */
export function reject(code: Code, options: ServiceErrorOptions = {}): Step {
  return () => {
    throw new ServiceError(code, code, options);
  };
}

/** The callee responds with an error. */
export function respondWith(
  code: Code,
  options: Omit<NonNullable<CallResponse["error"]>, "code" | "message"> = {},
): Step {
  return () => ({ error: { code, message: code, ...options }, local: false });
}

/** The attempt stays under way until the test settles it. */
export function hold(): { step: Step; entered: Promise<void>; finish: (step: Step) => void } {
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<Step>();
  return {
    step: async (request) => {
      entered.resolve();
      return (await gate.promise)(request);
    },
    entered: entered.promise,
    finish: gate.resolve,
  };
}

/** Takes the steps in turn; the last one repeats for ever. */
export class ScriptedTransport implements Transport {
  readonly requests: CallRequest[] = [];
  closed = 0;
  #steps: readonly Step[];

  constructor(...steps: readonly Step[]) {
    this.#steps = steps;
  }

  get attempts(): number {
    return this.requests.length;
  }

  become(...steps: readonly Step[]): void {
    this.#steps = steps;
  }

  call = async (request: CallRequest): Promise<CallResponse> => {
    this.requests.push(request);
    const [step = succeed, ...later] = this.#steps;
    if (later.length > 0) this.#steps = later;
    return step(request);
  };

  /** The inner form of `call`. */
  readonly dispatch: Dispatch = toDispatch(this.call);

  async close(): Promise<void> {
    this.closed += 1;
  }
}

/** A greeter client over a call with policies. */
export function clientOf(dispatch: Dispatch): GreeterClient {
  return createClient(GreeterClient, createTransport(dispatch));
}

/** The error that a call fails with. */
export function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  return call.then(
    () => {
      throw new Error("expected the call to fail");
    },
    (reason) => reason as ServiceError,
  );
}

/** Events in one line each, to compare. */
export function printEvent(event: PolicyEvent): string {
  switch (event.type) {
    case "retry":
      return `retry ${event.attempt} of ${event.operation}`;
    case "ejected":
    case "breakerOpened":
      return `${event.type} ${event.target} for ${event.forMs}`;
    case "rejected":
      return `rejected by ${event.by}`;
    default:
      return `${event.type} ${event.target}`;
  }
}
