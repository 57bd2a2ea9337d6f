/** The result of a provider check, and its printed form. */

import type { OperationCheck } from "./check-operation.ts";
import type { ProviderFault } from "./verdict.ts";

export type { OperationCheck } from "./check-operation.ts";

/** The result of a provider check. */
export interface ProviderReport {
  /** `true` if no operation has a fault. */
  readonly ok: boolean;
  /** The seed of the inputs: equal seeds give equal inputs. */
  readonly seed: number;
  /** The calls, by operation. */
  readonly operations: readonly OperationCheck[];
  /** The faults of all operations. */
  readonly faults: readonly ProviderFault[];
}

/** Prints a line per operation and a paragraph per fault. */
export function printProviderReport({ operations, faults, seed }: ProviderReport): string {
  const lines = operations.map(({ operation, valid, spoiled, raw, faults: own }) => {
    const verdict = own.length === 0 ? "ok" : `${own.length} fault${own.length === 1 ? "" : "s"}`;
    return `${operation}: ${verdict} (${valid} valid, ${spoiled} spoiled, ${raw} raw)`;
  });
  return [...lines, ...faults.map(printFault), `seed ${seed}`].join("\n");
}

function printFault(fault: ProviderFault): string {
  const position = fault.path === undefined ? "" : ` at ${fault.path}`;
  return [
    `✗ ${fault.operation} was sent ${fault.sent}${position}: ${fault.found}`,
    ...(fault.input === undefined ? [] : [`  input: ${JSON.stringify(fault.input)}`]),
    `  again: { seed: ${fault.seed}${fault.replay === undefined ? "" : `, replay: ${JSON.stringify(fault.replay)}`} }`,
  ].join("\n");
}
