/** Connections cut at some byte: the ways to cut one, and the codes that callers may see. */

import type { Code } from "@seamline/core";
import { type CutKind, createFaultProxy, type FaultPlan, type FaultProxy } from "@seamline/testing";
import type { OpenStock } from "./stock.ts";

/** All ways. */
export const cutKinds: readonly CutKind[] = ["fin", "rst", "stall"];

/**
 * Milliseconds. A stall ends at the call's deadline; other cuts end the call at once, however busy
 * the machine is.
 */
const stallTimeoutMs = 150;
const timeoutMs = 20_000;

/** The timeout in milliseconds of a call through a cut. */
export function timeoutOf(by: CutKind): number {
  return by === "stall" ? stallTimeoutMs : timeoutMs;
}

/** Codes that a cut may lead to; never `internal`, because a cut is no bug. */
export const allowedCodes: Readonly<Record<CutKind, readonly Code[]>> = {
  fin: ["unavailable", "data_loss"],
  rst: ["unavailable", "data_loss"],
  stall: ["deadline_exceeded"],
};

/** Opens a fault proxy in front of the stock. */
export async function openStockProxy(stock: OpenStock, faults: FaultPlan): Promise<FaultProxy & AsyncDisposable> {
  const proxy = await createFaultProxy({ target: { port: stock.port }, faults });
  return Object.assign(proxy, { [Symbol.asyncDispose]: () => proxy.close() });
}
