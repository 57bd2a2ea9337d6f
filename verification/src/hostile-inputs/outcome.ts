/** Calls on every transport of the shop, which must all settle alike. */

import { type CallOptions, ServiceError } from "@seamline/core";
import { expect } from "vitest";
import type { Shop, ShopOperation } from "./shop.ts";

/** The output of a call that succeeds in-process and over HTTP. Handlers run twice. */
export async function valueEverywhere(
  shop: Shop,
  operation: ShopOperation,
  input?: unknown,
  options?: CallOptions,
): Promise<unknown> {
  const local = await shop.local.run(operation, input, options);
  const remote = await shop.client.run(operation, input, options);
  expect(remote).toEqual(local);
  return remote;
}

/** The error of a call that fails in-process and over HTTP. */
export async function errorEverywhere(
  shop: Shop,
  operation: ShopOperation,
  input?: unknown,
  options?: CallOptions,
): Promise<ServiceError> {
  const local = await errorOf(shop.local.run(operation, input, options));
  const remote = await errorOf(shop.client.run(operation, input, options));
  const fields = ({ code, reason, details }: ServiceError): unknown => ({ code, reason, details });
  expect(fields(remote)).toEqual(fields(local));
  return remote;
}

/**
 * The error that a call fails with. Fails if the call succeeds, or if the error is no ServiceError.
 */
export async function errorOf(call: Promise<unknown>): Promise<ServiceError> {
  const settled = await call.then(
    (value) => ({ value }),
    (reason: unknown) => ({ reason }),
  );
  if ("value" in settled) throw new Error(`expected a failure, found ${JSON.stringify(settled.value)}`);
  expect(ServiceError.is(settled.reason), String(settled.reason)).toBe(true);
  return settled.reason as ServiceError;
}
