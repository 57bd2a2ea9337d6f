/**
 * The check of a running provider against its contract. Inputs are drawn from the contract. Calls
 * with valid ones must return an output within the contract or a declared error; calls with spoiled
 * ones must fail with a code that blames the caller. Inputs that show a fault are shrunk.
 */

import type { Contract } from "@seamline/core";
import { suggest } from "@seamline/core/internal";
import type { Overrides } from "../fake/overrides.ts";
import { checkOperation, type OperationCheck } from "./check-operation.ts";
import { connectProvider, type Provider } from "./provider.ts";
import type { ProviderReport } from "./provider-report.ts";

/** Options of a check: its operations, inputs and caller. */
export interface ProviderCheckOptions {
  /** The operations to call. Default: all. */
  readonly operations?: readonly string[];
  /** The seed of the inputs. Default: a random one, which the report contains. */
  readonly seed?: number;
  /** The number of inputs of each kind per operation. Default 50. */
  readonly runs?: number;
  /**
   * The `replay` of a fault, beside its seed and with its operation: only that input is sent.
   * Default: none.
   */
  readonly replay?: string;
  /** The service in whose name calls are made. Default: none, as for code outside modules. */
  readonly caller?: string;
  /**
   * Overrides of drawn values, by operation: `{ getOrder: { fields: { orderId: 1 } } }`. Default:
   * none.
   */
  readonly inputs?: Readonly<Record<string, Overrides>>;
}

/**
 * Checks a provider: an application that hosts the contract's module, the URL of a listener, or a
 * transport. Operations run many times with their real effects: give the provider test data of its
 * own.
 * @throws {TypeError} if there is nothing to check, or an option is invalid.
 * @throws {FakeError} if inputs cannot be drawn from a schema; set `inputs` for it.
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
