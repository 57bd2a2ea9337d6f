/**
 * Checking a running provider against its contract. Inputs are drawn from the contract: those that fit must be answered within it or
 * with an error that it declares; those that were tampered with must be refused, with a code that says so. A fault is made smaller
 * until no smaller input shows it.
 */

import type { Contract } from "@seamline/core";
import { suggest } from "@seamline/core/internal";
import type { Overrides } from "../fake/overrides.ts";
import { checkOperation, type OperationCheck } from "./check-operation.ts";
import { connectProvider, type Provider } from "./provider.ts";
import type { ProviderReport } from "./provider-report.ts";

/** The operations, the inputs and the caller of a check. */
export interface ProviderCheckOptions {
  /** The operations to call. Default: all. */
  readonly operations?: readonly string[];
  /** Decides the inputs. Default: another one each time; the report has it. */
  readonly seed?: number;
  /** Inputs of each kind that an operation is called with. Default 50. */
  readonly runs?: number;
  /**
   * The `replay` of a fault, beside its seed and with its operation: only that input is sent.
   * Default: none.
   */
  readonly replay?: string;
  /** The service in whose name calls are made. Default: code outside modules. */
  readonly caller?: string;
  /**
   * Values to send in place of drawn ones, by operation: `{ getOrder: { fields: { orderId: 1 } }
   * }`. Default: none.
   */
  readonly inputs?: Readonly<Record<string, Overrides>>;
}

/**
 * Checks a provider: an application that hosts the contract's module, the URL of a listener, or a
 * transport. Operations run for real, many times: give it a provider with data of its own.
 * @throws {TypeError} when there is nothing to check.
 * @throws {FakeError} when inputs cannot be drawn from a schema; `inputs` helps.
 * @example
 * ```ts
 * const report = await checkProvider(restaurantContract, app, { seed: 1 });
 * if (!report.ok) throw new Error(printProviderReport(report));
 * ```
 */
export async function checkProvider(
  contract: Contract,
  provider: Provider,
  options: ProviderCheckOptions = {},
): Promise<ProviderReport> {
  const { runs = 50, seed = Math.floor(Math.random() * 2 ** 31), replay, inputs = {} } = options;
  const names = options.operations ?? Object.keys(contract.operations);
  for (const name of [...names, ...Object.keys(inputs)]) assertOperation(contract, name);
  if (replay !== undefined && !(/^(valid|spoiled)\/[\d:]+$/.test(replay) && names.length === 1 && "seed" in options)) {
    throw new TypeError(
      `replay: expected that of a fault, with its seed and its operation alone, found ${JSON.stringify(replay)} for ${names.length} operations`,
    );
  }
  if (names.length === 0) throw new TypeError(`${contract.name}: expected operations to check, found none`);
  const connected = await connectProvider(contract, provider, options.caller);
  const operations: OperationCheck[] = [];
  try {
    for (const name of names) {
      const operation = contract.operations[name];
      if (operation === undefined) continue;
      operations.push(await checkOperation(connected, operation, { seed, runs, replay, inputs: inputs[name] ?? {} }));
    }
  } finally {
    await connected.close();
  }
  const faults = operations.flatMap((one) => one.faults);
  return { ok: faults.length === 0, seed, operations, faults };
}

function assertOperation(contract: Contract, name: string): void {
  const known = Object.keys(contract.operations);
  if (known.includes(name)) return;
  throw new TypeError(
    `${contract.name}: expected an operation, found ${JSON.stringify(name)}; ${suggest(name, known)}`,
  );
}
