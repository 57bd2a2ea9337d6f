/** Connections that are cut at some byte: the ways to cut one, and what callers may be told of it. */

import type { Code } from "@seamline/core";
import { type CutKind, createFaultProxy, type FaultPlan, type FaultProxy } from "@seamline/testing";
import type { OpenStock } from "./stock.ts";

/** Every way. */
export const cutKinds: readonly CutKind[] = ["fin", "rst", "stall"];

/** Milliseconds. A stall ends with the call's deadline; anything else ends at once, however busy the machine is. */
const stallTimeoutMs = 150;
const timeoutMs = 20_000;

/** Milliseconds that a call through a cut is given. */
export function timeoutOf(by: CutKind): number {
  return by === "stall" ? stallTimeoutMs : timeoutMs;
}

/** Codes that a cut may lead to. `internal` is none of them: a cut is nobody's bug. */
export const allowedCodes: Readonly<Record<CutKind, readonly Code[]>> = {
  fin: ["unavailable", "data_loss"],
  rst: ["unavailable", "data_loss"],
  stall: ["deadline_exceeded"],
};

/** A proxy in front of the stock. */
export async function openStockProxy(stock: OpenStock, faults: FaultPlan): Promise<FaultProxy & AsyncDisposable> {
  const proxy = await createFaultProxy({ target: { port: stock.port }, faults });
  return Object.assign(proxy, { [Symbol.asyncDispose]: () => proxy.close() });
}
