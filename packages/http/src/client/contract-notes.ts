/**
 * When a call says which contract its caller was built with. Callees report a difference once, so not every call has to say it: a
 * header more is what a callee takes longest to read of a small call. All callees behind one address hear of it soon.
 */

import type { Operation } from "@seamline/core/extend";

/** Milliseconds for which calls of one operation, in one name, need not say it again. */
const silenceMs = 100;

/** What the calls of one transport have said. */
export class ContractNotes {
  readonly #last = new Map<Operation, { readonly caller: string | undefined; readonly at: number }>();

  /**
   * Claims the mark for a call, unless another has lately had it.
   * @param now milliseconds of `performance.now()`.
   * @returns `true` if the call carries the mark.
   */
  claim(operation: Operation, caller: string | undefined, now: number): boolean {
    const last = this.#last.get(operation);
    if (last !== undefined && last.caller === caller && now - last.at < silenceMs) return false;
    this.#last.set(operation, { caller, at: now });
    return true;
  }
}
