/** Skew: a caller that was built with another version of a contract than its callee. */

import type { Operation } from "../contract/operation.ts";
import { printReason } from "../error/print-reason.ts";
import { printToLog } from "../platform/log.ts";
import { runCallback } from "../platform/run-callback.ts";
import { toContractMark } from "./call-texts.ts";

/** A caller and a callee with different contracts. */
export interface SkewReport {
  /** The calling service; `undefined` for code outside modules. */
  readonly caller: string | undefined;
  /** The operation that was called, as `service.operation`. */
  readonly operation: string;
  /** The caller's contract: the first 16 hex digits of its hash. */
  readonly callerContract: string;
  /** The contract of this process, in the same form. */
  readonly ownContract: string;
}

/**
 * Compares the contract mark of a call with this process's contract; `undefined` if the call has
 * none.
 */
export type SkewWatch = (operation: Operation, caller: string | undefined, mark: string | undefined) => void;

/** The largest number of reports, all of which are remembered: a caller may send any mark. */
const maxReports = 1_000;
const markPattern = /^[0-9a-f]{16}$/;

/**
 * Creates a watch that reports each skew once. An error of `onSkew`, thrown or rejected, is
 * printed on stderr, and does not affect the call.
 */
export function createSkewWatch(onSkew: (report: SkewReport) => void): SkewWatch {
  const reported = new Set<string>();
  return (operation, caller, mark) => {
    if (mark === undefined || !markPattern.test(mark)) return;
    const ownContract = toContractMark(operation.contractHash);
    if (mark === ownContract) return;
    const key = JSON.stringify([caller, operation.id, mark]);
    if (reported.has(key) || reported.size >= maxReports) return;
    reported.add(key);
    runCallback(
      () => onSkew({ caller, operation: operation.id, callerContract: mark, ownContract }),
      (reason) => printToLog(`seamline: onSkew failed: ${printReason(reason)}`),
    );
  };
}
