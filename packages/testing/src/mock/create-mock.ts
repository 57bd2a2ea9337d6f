/**
 * A mock of a service: its dispatcher, with stubs for handlers. What a stub is given and gives passes the same encoding, the same
 * deadline, context and error conversion as on every other transport, so a mock cannot answer what the service could not.
 */

import type {
  CallContext,
  Contract,
  InferableContract,
  ServiceClient,
  ServiceClientClass,
  Transport,
} from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { createStub } from "./create-stub.ts";
import { fakeReaction } from "./fake-reaction.ts";
import { createFaultLog } from "./fault-log.ts";
import { createReception } from "./reception.ts";
import type { MockCall } from "./stub.ts";
import type { StubsOf, StubsOfContract, UntypedStubs } from "./stubs-of.ts";

/** The response of a mock to calls that no stub handles, and its faults. */
export interface MockOptions {
  /**
   * The outcome of a call that its stub does not handle: it fails, and with it the test; or its
   * output is a fake, the same for the same input. Default `fail`. Fakes need the package
   * fast-check.
   */
  readonly unanswered?: "fail" | "fake";
  /** Another seed gives other fakes. An integer. Default 1. */
  readonly seed?: number;
  /** Receives each fault that makes `verify` throw, when it happens. Default: none does. */
  readonly onFault?: (fault: unknown, context: CallContext) => void;
}

/** A mocked service: a transport to it, and the stubs behind it. */
export interface Mock<Stubs = UntypedStubs> extends Transport {
  /** The contract of the mocked service. */
  readonly contract: Contract;
  /** By operation. */
  readonly stubs: Stubs;
  /** Every call received, in order. A call that the contract refuses is not received. */
  readonly calls: readonly MockCall[];
  /**
   * Throws when a stub was no good: a call found none, an output was outside the contract, a
   * function of the test threw. Callers saw such a call fail, and may have hidden it.
   * @throws {AggregateError} with everything that was wrong since the last reset.
   */
  verify(): void;
  /**
   * Forgets stubs, calls and faults; for `afterEach`.
   * @throws {AggregateError} as `verify` does, once all is forgotten.
   */
  reset(): void;
}

/**
 * Mocks a service for tests. Client packages with a generated mock have a `create…Mock` of their
 * own, typed in full.
 *
 * @example
 * ```ts
 * const restaurant = createMock(RestaurantClient);
 * restaurant.stubs.getRestaurant.respond({ id: 5, name: "Da Enzo" });
 * const client = createClient(RestaurantClient, restaurant);
 * ```
 */
export function createMock<Client extends ServiceClient>(
  source: ServiceClientClass<Client>,
  options?: MockOptions,
): Mock<StubsOf<Client>>;
export function createMock<Source extends InferableContract>(
  source: Source,
  options?: MockOptions,
): Mock<StubsOfContract<Source>>;
export function createMock<Stubs = UntypedStubs>(source: Contract, options?: MockOptions): Mock<Stubs>;
export function createMock(source: Contract | ServiceClientClass, options: MockOptions = {}): Mock<unknown> {
  const contract = typeof source === "function" ? source.contract : source;
  const operations = Object.values(contract.operations);
  const ends = new Map(operations.map((operation) => [operation.name, createStub(operation)]));
  const stubs = Object.fromEntries([...ends].map(([name, { stub }]) => [name, stub]));
  const { unanswered = "fail", seed = 1 } = options;
  if (!["fail", "fake"].includes(unanswered)) {
    throw new TypeError(`unanswered: expected "fail" or "fake", found ${JSON.stringify(unanswered)}`);
  }
  const otherwise = new Map(
    operations.map((operation) => [operation.name, unanswered === "fake" ? fakeReaction(operation, seed) : undefined]),
  );
  let calls: MockCall[] = [];
  const faults = createFaultLog(contract.name);
  const reception = createReception({
    contract,
    take: (name) => ends.get(name)?.take() ?? otherwise.get(name),
    record(name, call) {
      calls.push(call);
      ends.get(name)?.record(call);
    },
    onFault(fault, context) {
      faults.add(fault, context);
      options.onFault?.(fault, context);
    },
  });
  const dispatcher = createDispatcher(contract, reception.handlers, {
    interceptors: [reception.intercept],
    onError: reception.onError,
  });
  const inner = createInProcessTransport(dispatcher);
  return {
    contract,
    stubs,
    get calls() {
      return calls;
    },
    async call(request) {
      const response = await inner.call(request);
      const loss = reception.takeLoss(request.context);
      if (loss !== undefined) throw loss;
      return response;
    },
    verify: () => faults.verify(),
    reset() {
      for (const { stub } of ends.values()) stub.reset();
      calls = [];
      faults.reset();
    },
  };
}
