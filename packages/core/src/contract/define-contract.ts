/**
 * `defineContract`: compiles a definition for the call path, or throws one error that lists every
 * fault.
 */

import { printSettingFault } from "../platform/setting.ts";
import { fieldsOf } from "../platform/unknown-value.ts";
import { compileOperation } from "./compile-operation.ts";
import { hashOf } from "./contract-hash.ts";
import { contractSetting, operationSetting } from "./definition-settings.ts";
import { toRouteShape } from "./http-route.ts";
import {
  type Contract,
  type ContractDefinition,
  type DefinedContract,
  namePattern,
  type Operation,
} from "./operation.ts";

/**
 * Thrown at definition: the contract has parts that cannot hold on every transport. Lists every
 * fault.
 */
export class ContractError extends Error {
  /** Each fault as `path: the expected and the found`. */
  readonly faults: readonly string[];

  /** Puts the faults into the message, a line each. */
  constructor(contract: string, faults: readonly string[]) {
    super(
      `The contract ${JSON.stringify(contract)} cannot be defined:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    );
    this.name = "ContractError";
    this.faults = faults;
  }
}

/**
 * Names whose environment variables have another meaning, and names that are no ordinary
 * properties.
 */
const reservedServices: ReadonlySet<string> = new Set([
  "modules",
  "keys",
  "strict",
  "stage",
  "requireServices",
  "constructor",
]);

/**
 * Defines the contract of one service.
 *
 * @param name the service, in camelCase: it names environment variables, errors and traces.
 * @throws {ContractError} listing every schema that cannot travel, with its path, and every other
 * fault.
 * @example
 * ```ts
 * export const greeterContract = defineContract("greeter", {
 *   operations: {
 *     greet: {
 *       http: "GET /greetings/{name}",
 *       input: z.object({ name: z.string() }),
 *       output: z.string(),
 *     },
 *   },
 * });
 * ```
 */
export function defineContract<const Definition extends ContractDefinition>(
  name: string,
  definition: Definition,
): DefinedContract<Definition> {
  const faults: string[] = [];
  if (!namePattern.test(name))
    faults.push(`name: expected camelCase letters and digits, found ${JSON.stringify(name)}`);
  if (reservedServices.has(name)) faults.push(`name: ${JSON.stringify(name)} is reserved; choose another`);
  faults.push(...contractSetting("", definition).map(printSettingFault));
  const operations: Record<string, Operation> = Object.create(null);
  const shapes = new Map<string, string>();
  for (const [index, [key, value]] of Object.entries(
    fieldsOf(definition?.operations) as ContractDefinition["operations"],
  ).entries()) {
    const misuse = operationSetting(`operations.${key}`, value);
    faults.push(...misuse.map(printSettingFault));
    if (misuse.length > 0) continue;
    const operation = compileOperation(name, key, index, value, () => contract.hash, faults);
    const shape = toRouteShape(operation.http);
    const other = shapes.get(shape);
    if (other !== undefined) faults.push(`operations.${key}.http: ${shape} already belongs to ${other}`);
    shapes.set(shape, key);
    operations[key] = operation;
  }
  if (faults.length > 0) throw new ContractError(name, faults);
  const contract: DefinedContract<Definition> = {
    name,
    summary: definition.summary,
    description: definition.description,
    operations,
    get hash() {
      return hashOf(this);
    },
    definition,
  };
  return contract;
}

/**
 * Looks up an operation that generated code names.
 * @throws {ContractError} when the contract has none of this name.
 */
export function getOperation(contract: Contract, name: string): Operation {
  const operation = Object.hasOwn(contract.operations, name) ? contract.operations[name] : undefined;
  if (operation === undefined) {
    throw new ContractError(contract.name, [
      `operations.${name}: generated code calls it, but it is not there; run \`seamline generate\``,
    ]);
  }
  return operation;
}
