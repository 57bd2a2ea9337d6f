/** The model of a service for the printers: every name and every type, decided once. */

import type { Code, ContractDefinition, ContractEvent, DefinedContract } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import type { TypeNode } from "../schema/type-node.ts";

/** A service, ready to be printed. */
export interface ServiceModel {
  /** `restaurant`. */
  readonly name: string;
  /** `Restaurant`. */
  readonly pascalName: string;
  readonly contract: DefinedContract<ContractDefinition>;
  /** The specifier by which generated files import the contract: `../contract.ts`. */
  readonly contractPath: string;
  readonly exportName: string;
  readonly declarations: readonly Declaration[];
  /** The declarations named by schemas, with `.meta({ id })`. */
  readonly namedTypes: readonly string[];
  readonly operations: readonly OperationModel[];
  /** Sorted by class name. */
  readonly errors: readonly ErrorModel[];
  /** The events that the service publishes, in the contract's order. */
  readonly events: readonly EventModel[];
  readonly usesJsonValue: boolean;
}

/** A type declared in `types.ts`. */
export interface Declaration {
  readonly name: string;
  readonly type: TypeNode;
  readonly doc: readonly string[];
}

/** A type as referred to by methods. */
export interface TypeName {
  readonly text: string;
  /** `true` if it is declared in `types.ts` and must be imported. */
  readonly declared: boolean;
}

/** A type in its two views; see schema/view.ts. */
export interface TypeUse {
  readonly given: TypeName;
  readonly received: TypeName;
  /** `true` if the views differ. */
  readonly twoViews: boolean;
  readonly hasCodec: boolean;
}

/** One operation. */
export interface OperationModel {
  readonly operation: Operation;
  readonly name: string;
  readonly input: TypeUse;
  /** `true` if callers may omit the input. */
  readonly inputOptional: boolean;
  /** `undefined` for a void operation. */
  readonly output: TypeUse | undefined;
  readonly errors: readonly ErrorModel[];
}

/** One event: publishers give its payload, handlers receive it. */
export interface EventModel {
  readonly event: ContractEvent;
  readonly name: string;
  readonly payload: TypeUse;
}

/** A declared error of the service, shared by all operations that declare it. */
export interface ErrorModel {
  readonly className: string;
  readonly reason: string;
  readonly code: Code;
  readonly message: string;
  readonly details: TypeUse | undefined;
  /**
   * The position of the first declaration, as `operations.getRestaurant.errors.restaurantNotFound`.
   */
  readonly position: string;
}
