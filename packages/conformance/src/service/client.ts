/** Clients of the conformance services: what `seamline generate` writes, but for any operation name and unchecked inputs. */

import {
  type CallOptions,
  type Contract,
  DeclaredError,
  type DeclaredErrorOptions,
  ServiceClient,
  type ServiceClientClass,
} from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { type DeclaredErrorClass, type DeclaredErrorIdentity, getOperation } from "@seamline/core/generated";
import { catalogueContract, skewedContract } from "./catalogue-contract.ts";
import { conformanceContract, neighbourContract, newerContract } from "./contract.ts";

/** The service that a client calls, or one through a contract of another version than its own. */
export type ConformanceServiceName =
  | "conformance"
  | "neighbour"
  | "catalogue"
  | "newer conformance"
  | "skewed catalogue";

/** Calls operations by name, with inputs that need not fit the contract. */
export class ConformanceClient extends ServiceClient {
  /**
   * Makes one call. Rejects with a ServiceError; anything else is a fault of the transport.
   * `Output` is what the program expects; it is not checked.
   */
  invoke<Output = unknown>(operation: string, input?: unknown, options?: CallOptions): Promise<Output> {
    return this.call(findOperation(this, operation), input, options) as Promise<Output>;
  }

  /**
   * Opens a stream. Its iteration throws a ServiceError; anything else is a fault of the transport.
   */
  read<Item = unknown>(operation: string, input?: unknown, options?: CallOptions): AsyncIterable<Item> {
    return this.stream(findOperation(this, operation), input, options) as AsyncIterable<Item>;
  }
}

function findOperation(client: ConformanceClient, operation: string): Operation {
  const { contract } = client.constructor as ServiceClientClass;
  return getOperation(contract, operation);
}

/** The declared errors of the `conformance` service, by reason. */
export const conformanceErrors: Readonly<Record<string, DeclaredErrorClass>> = createErrorClasses(conformanceContract);

/** The declared errors of the `neighbour` service, by reason. */
export const neighbourErrors: Readonly<Record<string, DeclaredErrorClass>> = createErrorClasses(neighbourContract);

/** The declared errors of the `catalogue` service, by reason. */
export const catalogueErrors: Readonly<Record<string, DeclaredErrorClass>> = createErrorClasses(catalogueContract);

class NeighbourClient extends ConformanceClient {
  static override readonly contract: Contract = neighbourContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = neighbourErrors;
}

class OwnClient extends ConformanceClient {
  static override readonly contract: Contract = conformanceContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = conformanceErrors;
}

class NewerClient extends ConformanceClient {
  static override readonly contract: Contract = newerContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = {};
}

class CatalogueClient extends ConformanceClient {
  static override readonly contract: Contract = catalogueContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = catalogueErrors;
}

class SkewedClient extends ConformanceClient {
  static override readonly contract: Contract = skewedContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = createErrorClasses(skewedContract);
}

/** The client class of each service. */
export const clientClasses: Readonly<Record<ConformanceServiceName, ServiceClientClass<ConformanceClient>>> = {
  conformance: OwnClient,
  neighbour: NeighbourClient,
  catalogue: CatalogueClient,
  "newer conformance": NewerClient,
  "skewed catalogue": SkewedClient,
};

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
