/** What the printers know of a service: every name and every type, decided once. */

import type { Code, ContractDefinition, DefinedContract } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import type { TypeNode } from "../schema/type-node.ts";

/** A service, ready to be printed. */
export interface ServiceModel {
  /** `restaurant`. */
  readonly name: string;
  /** `Restaurant`. */
  readonly pascalName: string;
  readonly contract: DefinedContract<ContractDefinition>;
  /** How generated files import the contract: `../contract.ts`. */
  readonly contractPath: string;
  readonly exportName: string;
  readonly declarations: readonly Declaration[];
  /** The types among them that schemas name, by `.meta({ id })`. */
  readonly namedTypes: readonly string[];
  readonly operations: readonly OperationModel[];
  /** By class name. */
  readonly errors: readonly ErrorModel[];
  readonly usesJsonValue: boolean;
}

/** A type that `types.ts` declares. */
export interface Declaration {
  readonly name: string;
  readonly type: TypeNode;
  readonly doc: readonly string[];
}

/** A type as methods mention it. */
export interface TypeName {
  readonly text: string;
  /** Whether it is declared in `types.ts` and has to be imported. */
  readonly declared: boolean;
}

/** A type in its two views; see schema/view.ts. */
export interface TypeUse {
  readonly given: TypeName;
  readonly received: TypeName;
  /** Whether the views differ. */
  readonly twoViews: boolean;
  readonly hasCodec: boolean;
}

/** One operation. */
export interface OperationModel {
  readonly operation: Operation;
  readonly name: string;
  readonly input: TypeUse;
  /** Whether a caller may leave the input out. */
  readonly inputOptional: boolean;
  /** `undefined` for a void operation. */
  readonly output: TypeUse | undefined;
  readonly errors: readonly ErrorModel[];
}

/** A declared error of the service, whichever operations declare it. */
export interface ErrorModel {
  readonly className: string;
  readonly reason: string;
  readonly code: Code;
  readonly message: string;
  readonly details: TypeUse | undefined;
  /** Where it is declared first, as `operations.getRestaurant.errors.restaurantNotFound`. */
  readonly place: string;
}
