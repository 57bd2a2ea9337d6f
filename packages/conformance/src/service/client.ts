/**
 * Clients of the conformance services, which take any operation name and unchecked inputs, and the
 * declared errors.
 */

import {
  type CallOptions,
  type Contract,
  DeclaredError,
  type DeclaredErrorOptions,
  type Transport,
} from "@seamline/core";
import { type DeclaredErrorClass, type DeclaredErrorIdentity, getOperation } from "@seamline/core/generated";
import { connect } from "@seamline/core/internal";
import { catalogueContract, skewedContract } from "./catalogue-contract.ts";
import { conformanceContract, neighbourContract, newerContract } from "./contract.ts";

/** A service, or a service called through another version of its contract. */
export type ConformanceServiceName =
  | "conformance"
  | "neighbour"
  | "catalogue"
  | "newer conformance"
  | "skewed catalogue";

/** A client that calls operations by name, with inputs that need not match the contract. */
export interface ConformanceClient {
  /**
   * Makes one call. Rejects with a ServiceError; any other error is a fault of the transport.
   * `Output` is not checked.
   */
  invoke<Output = unknown>(operation: string, input?: unknown, options?: CallOptions): Promise<Output>;
  /**
   * Opens a stream. Its iteration throws a ServiceError; any other error is a fault of the
   * transport.
   */
  read<Item = unknown>(operation: string, input?: unknown, options?: CallOptions): AsyncIterable<Item>;
}

/**
 * Creates a client of a contract.
 * @param caller the service in whose name calls are made. Default: none.
 */
export function createConformanceClient(contract: Contract, transport: Transport, caller?: string): ConformanceClient {
  const service = connect(transport, { caller });
  return {
    invoke: <Output>(name: string, input?: unknown, options?: CallOptions) =>
      service.call(getOperation(contract, name), input, options) as Promise<Output>,
    read: <Item>(name: string, input?: unknown, options?: CallOptions) =>
      service.stream(getOperation(contract, name), input, options) as AsyncIterable<Item>,
  };
}

/** The contract through which each service is called. */
export const calledContracts: Readonly<Record<ConformanceServiceName, Contract>> = {
  conformance: conformanceContract,
  neighbour: neighbourContract,
  catalogue: catalogueContract,
  "newer conformance": newerContract,
  "skewed catalogue": skewedContract,
};

/** The declared errors of the `conformance` service, by reason. */
export const conformanceErrors: Readonly<Record<string, DeclaredErrorClass>> = createErrorClasses(conformanceContract);

/** The declared errors of the `neighbour` service, by reason. */
export const neighbourErrors: Readonly<Record<string, DeclaredErrorClass>> = createErrorClasses(neighbourContract);

/** The declared errors of the `catalogue` service, by reason. */
export const catalogueErrors: Readonly<Record<string, DeclaredErrorClass>> = createErrorClasses(catalogueContract);

function createErrorClasses(contract: Contract): Readonly<Record<string, DeclaredErrorClass>> {
  const classes: Record<string, DeclaredErrorClass> = {};
  for (const operation of Object.values(contract.operations)) {
    for (const { reason, code, message } of operation.errors.values()) {
      const identity = { service: contract.name, reason, code, message };
      classes[reason] ??= createErrorClass(identity);
    }
  }
  return classes;
}

function createErrorClass(identity: DeclaredErrorIdentity): DeclaredErrorClass {
  return class extends DeclaredError<unknown> {
    static override readonly identity = identity;
    constructor(details: never, options?: DeclaredErrorOptions) {
      super(identity, details, options);
    }
  };
}
