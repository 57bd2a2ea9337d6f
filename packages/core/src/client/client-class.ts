/** Client classes made from a contract at run time, in place of generated ones. */

import type { CallOptions } from "../call/call-options.ts";
import type { Contract } from "../contract/operation.ts";
import type { DeclaredErrorClass } from "../error/declared-error.ts";
import { fieldsOf, isRecord } from "../platform/unknown-value.ts";
import type { ClientOf, InferableContract } from "./client-of.ts";
import { createSafeView, ServiceClient, type ServiceClientClass } from "./service-client.ts";

/** A client class, or the contract to make one from. */
export type ClientSource = ServiceClientClass | InferableContract;

/**
 * Makes the client class of a contract, its types inferred, for use where a class is needed
 * (`uses`, injection tokens) and none is generated yet. Declared errors are thrown as a
 * {@link DeclaredError}.
 *
 * @throws {TypeError} for a value that is no contract.
 * @example
 * ```ts
 * const StockClient = createClientClass(stockContract);
 * const shop = defineModule({ contract: shopContract, uses: [StockClient], start });
 * ```
 */
export function createClientClass<Source extends InferableContract>(
  contract: Source,
): ServiceClientClass<ClientOf<Source>> {
  if (!isContract(contract)) {
    throw new TypeError(`createClientClass: expected a contract made by defineContract, found ${describe(contract)}`);
  }
  class ContractClient extends ServiceClient {
    static override readonly name = `${contract.name.charAt(0).toUpperCase()}${contract.name.slice(1)}Client`;
    static override readonly contract: Contract = contract;
    static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = {};

    static {
      for (const operation of Object.values(contract.operations)) {
        const { name, streaming } = operation;
        const streams = streaming !== undefined && streaming.output !== "none";
        const value = function (this: ContractClient, input?: unknown, options?: CallOptions): unknown {
          return streams ? this.stream(operation, input, options) : this.call(operation, input, options);
        };
        Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
      }
    }

    #safe: object | undefined;

    get safe(): object {
      this.#safe ??= createSafeView<object>(this);
      return this.#safe;
    }
  }
  return ContractClient as ServiceClientClass as ServiceClientClass<ClientOf<Source>>;
}

/**
 * The class of a source.
 * @throws {TypeError} for any other value, naming the function that received it.
 */
export function toClientClass(source: ClientSource, receivedBy: string): ServiceClientClass {
  if (typeof source === "function") {
    if (typeof source.contract?.operations === "object") return source;
    throw new TypeError(
      `${receivedBy}: expected a generated client class, found ${source.name}, which has no contract`,
    );
  }
  if (isContract(source)) return createClientClass(source);
  throw new TypeError(
    `${receivedBy}: expected a generated client class or a contract made by defineContract, found ${describe(source)}`,
  );
}

function isContract(source: unknown): boolean {
  const { name, operations } = fieldsOf(source);
  return typeof name === "string" && isRecord(operations);
}

function describe(source: unknown): string {
  if (source === undefined) return "undefined; is there a circular import?";
  if (source instanceof Promise) return "a promise; await it";
  return source === null ? "null" : typeof source;
}
