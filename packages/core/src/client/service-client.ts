/** The base class of generated clients, and the caller behind an instance. */

import type { CallOptions } from "../call/call-options.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import type { DeclaredErrorClass } from "../error/declared-error.ts";
import { ServiceError } from "../error/service-error.ts";

/** Makes the calls of a client: encodes, finds the transport, decodes. */
export interface ServiceCaller {
  /** Settles with the domain value of the output, or rejects with a ServiceError. Never throws. */
  call(operation: Operation, input: unknown, options: CallOptions | undefined): Promise<unknown>;
  /**
   * Calls an operation whose output is a stream. The call begins with the first pull; failures are
   * thrown by the iteration.
   */
  stream(operation: Operation, input: unknown, options: CallOptions | undefined): AsyncIterable<unknown>;
}

/** A generated client class; also its own injection token. */
export interface ServiceClientClass<Client extends ServiceClient = ServiceClient> {
  new (caller: ServiceCaller): Client;
  /** The contract that the class was generated from. */
  readonly contract: Contract;
  /** The classes of the contract's declared errors, by reason. */
  readonly errors: Readonly<Record<string, DeclaredErrorClass>>;
}

/**
 * The operations of one service as methods. Generated classes extend it; applications make the
 * instances.
 */
export abstract class ServiceClient {
  /** The contract that the class was generated from. */
  declare static readonly contract: Contract;
  /** The contract's declared errors, by reason. */
  declare static readonly errors: Readonly<Record<string, DeclaredErrorClass>>;

  readonly #caller: ServiceCaller;

  /**
   * Binds the client to the caller that makes its calls.
   * @throws {TypeError} without a service caller: clients come from an application, `createClient`
   * or a container.
   */
  constructor(caller: ServiceCaller) {
    if (typeof caller?.call !== "function") {
      throw new TypeError(
        `${new.target.name}: expected a service caller; take clients from app.client(${new.target.name}), or inject them`,
      );
    }
    this.#caller = caller;
  }

  /** Makes one call. For generated methods. */
  protected call(operation: Operation, input: unknown, options: CallOptions | undefined): Promise<unknown> {
    return this.#caller.call(operation, input, options);
  }

  /** Opens one stream. For generated methods. */
  protected stream(operation: Operation, input: unknown, options: CallOptions | undefined): AsyncIterable<unknown> {
    return this.#caller.stream(operation, input, options);
  }
}

/**
 * The outcome of a method of the `safe` view, which never rejects: `ok` decides between the value
 * and the error.
 */
export type SafeResult<Value, Failure> =
  | {
      /** The call succeeded. */
      readonly ok: true;
      /** The output. */
      readonly value: Value;
    }
  | {
      /** The call failed. */
      readonly ok: false;
      /** A declared error of the operation, or any other failure of the call. */
      readonly error: Failure | ServiceError;
    };

/**
 * The `safe` view of a client: the same methods, resolving with `{ ok, value }` or `{ ok, error }`.
 * Generated classes type it operation by operation. Operations whose output is a stream are not in
 * it: a stream fails while it is read.
 */
export function createSafeView<View extends object>(client: ServiceClient): View {
  const { operations } = (client.constructor as ServiceClientClass).contract;
  const view: Record<string, unknown> = {};
  for (const operation of Object.values(operations)) {
    if (operation.streaming !== undefined && operation.streaming.output !== "none") continue;
    view[operation.name] = (input: unknown, options?: CallOptions) => callSafely(client, operation, input, options);
  }
  return view as View;
}

/** Makes a call of the `safe` view: by the client's own method, which a subclass may override. */
export async function callSafely(
  client: ServiceClient,
  { name, id }: Operation,
  input: unknown,
  options: CallOptions | undefined,
): Promise<SafeResult<unknown, never>> {
  const methods = client as unknown as Record<string, (input: unknown, options?: CallOptions) => Promise<unknown>>;
  try {
    return { ok: true, value: await methods[name]?.(input, options) };
  } catch (reason) {
    return { ok: false, error: ServiceError.from(reason, { operation: id }) };
  }
}
