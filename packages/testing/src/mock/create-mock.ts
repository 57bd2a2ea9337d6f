/**
 * A mock of a service: its dispatcher, with stubs in place of handlers. Inputs and outputs of stubs
 * pass the same encoding, deadline, context and error conversion as on every other transport, so a
 * mock returns only what the service could return.
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
import { runCallback } from "@seamline/core/internal";
import { assertSettings, callback, contractSetting, object, oneOf, type Setting, value } from "@seamline/core/settings";
import { createStub } from "./create-stub.ts";
import { fakeReaction } from "./fake-reaction.ts";
import { createFaultLog } from "./fault-log.ts";
import { createReception } from "./reception.ts";
import type { MockCall } from "./stub.ts";
import type { StubsOf, StubsOfContract, UntypedStubs } from "./stubs-of.ts";

/** Options of a mock: its response to calls without a stub, and the receiver of its faults. */
export interface MockOptions {
  /**
   * The outcome of a call without a stub: `fail` fails the call, and with it the test; `fake`
   * returns a fake output, equal for equal inputs, and requires the package fast-check. Default
   * `fail`.
   */
  readonly unstubbed?: "fail" | "fake";
  /** The seed of fakes. An integer. Default 1. */
  readonly seed?: number;
  /** Receives each fault that makes `verify` throw, when it occurs. What it throws or rejects with is
   * dropped. Default: none. */
  readonly onFault?: (fault: unknown, context: CallContext) => void;
}

/** A mocked service: a transport to it, and the stubs behind it. */
export interface Mock<Stubs = UntypedStubs> extends Transport {
  /** The contract of the mocked service. */
  readonly contract: Contract;
  /** The stubs, by operation. */
  readonly stubs: Stubs;
  /** Every received call, in order. Calls that the contract refuses are not received. */
  readonly calls: readonly MockCall[];
  /**
   * Throws if a call had no stub, an output did not match the contract, or a stub's function threw.
   * The caller received an error for such a call, and may have hidden it.
   * @throws {AggregateError} with all faults since the last reset.
   */
  verify(): void;
  /**
   * Removes stubs, calls and faults; for `afterEach`.
   * @throws {AggregateError} like `verify`, after the removal.
   */
  reset(): void;
}

const mockSetting: Setting = object({
  unstubbed: oneOf("fail", "fake"),
  seed: value("an integer", Number.isInteger),
  onFault: callback,
});

/**
 * Creates a mock of a service for tests. Client packages with a generated mock export a fully typed
 * `create…Mock`.
 *
 * @throws {TypeError} for a value without a contract, and for an unknown or invalid option.
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
  assertSettings("createMock", contractSetting, contract);
  assertSettings("createMock", mockSetting, options);
  const operations = Object.values(contract.operations);
  const ends = new Map(operations.map((operation) => [operation.name, createStub(operation)]));
  const stubs = Object.fromEntries([...ends].map(([name, { stub }]) => [name, stub]));
  const { unstubbed = "fail", seed = 1 } = options;
  const defaults = new Map(
    operations.map((operation) => [operation.name, unstubbed === "fake" ? fakeReaction(operation, seed) : undefined]),
  );
  let calls: MockCall[] = [];
  const faults = createFaultLog(contract.name);
  const reception = createReception({
    contract,
    take: (name) => ends.get(name)?.take() ?? defaults.get(name),
    record(name, call) {
      calls.push(call);
      ends.get(name)?.record(call);
    },
    onFault(fault, context) {
      faults.add(fault, context);
      runCallback(() => options.onFault?.(fault, context));
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
