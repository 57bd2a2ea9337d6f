/**
 * `defineContract`: compiles a definition for the call path, or throws one error that lists every
 * fault.
 */

import { printSettingFault } from "../platform/setting.ts";
import { fieldsOf } from "../platform/unknown-value.ts";
import { compileOperation } from "./compile-operation.ts";
import { hashOf } from "./contract-hash.ts";
import { contractSetting, eventSetting, operationSetting } from "./definition-settings.ts";
import { type ContractEvent, compileEvent, type EventDefinition } from "./event.ts";
import { findSimilarNames, isReservedService } from "./names.ts";
import {
  type Contract,
  type ContractDefinition,
  type DefinedContract,
  namePattern,
  type Operation,
} from "./operation.ts";
import { findAmbiguousRoutes } from "./route-order.ts";

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
  if (isReservedService(name)) faults.push(`name: ${JSON.stringify(name)} is reserved; choose another`);
  faults.push(...contractSetting("", definition).map(printSettingFault));
  const operations: Record<string, Operation> = Object.create(null);
  for (const [index, [key, value]] of Object.entries(
    fieldsOf(definition?.operations) as ContractDefinition["operations"],
  ).entries()) {
    const misuse = operationSetting(`operations.${key}`, value);
    faults.push(...misuse.map(printSettingFault));
    if (misuse.length > 0) continue;
    operations[key] = compileOperation(name, key, index, value, () => contract.hash, faults);
  }
  for (const [one, other] of findSimilarNames(Object.keys(operations))) {
    faults.push(`operations.${other}: the name differs from ${one} in case only; rename one of them`);
  }
  const events = compileEvents(name, definition, faults);
  const handles = findHandled(definition?.handles, faults);
  for (const { one, other, request } of findAmbiguousRoutes(Object.values(operations))) {
    faults.push(
      `operations.${other.name}.http: ${one.name} and ${other.name} both serve ${request}; give one of them another path`,
    );
  }
  if (faults.length > 0) throw new ContractError(name, faults);
  const contract: DefinedContract<Definition> = {
    name,
    summary: definition.summary,
    description: definition.description,
    operations,
    events: events as DefinedContract<Definition>["events"],
    handles,
    get hash() {
      return hashOf(this);
    },
    definition,
  };
  return contract;
}

function compileEvents(
  service: string,
  definition: ContractDefinition,
  faults: string[],
): Readonly<Record<string, ContractEvent>> {
  const events: Record<string, ContractEvent> = Object.create(null);
  for (const [key, value] of Object.entries(fieldsOf(definition?.events) as Record<string, EventDefinition>)) {
    const misuse = eventSetting(`events.${key}`, value);
    faults.push(...misuse.map(printSettingFault));
    if (misuse.length === 0) events[key] = compileEvent(service, key, value, faults);
  }
  for (const [one, other] of findSimilarNames(Object.keys(events))) {
    faults.push(`events.${other}: the name differs from ${one} in case only; rename one of them`);
  }
  return events;
}

function findHandled(given: unknown, faults: string[]): readonly string[] {
  const names = Array.isArray(given) ? (given as readonly string[]) : [];
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) faults.push(`handles[${index}]: ${name} is there twice; leave one out`);
  }
  return names;
}

/**
 * Looks up an event that generated code names.
 * @throws {ContractError} when the contract has none of this name.
 */
export function getEvent<Payload = unknown>(contract: Contract, name: string): ContractEvent<Payload> {
  const event = Object.hasOwn(contract.events, name) ? contract.events[name] : undefined;
  if (event === undefined) {
    throw new ContractError(contract.name, [
      `events.${name}: generated code publishes it, but it is not there; run \`seamline generate\``,
    ]);
  }
  return event as ContractEvent<Payload>;
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
