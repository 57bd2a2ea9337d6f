/** A request that is refused before it becomes a call. */

import { type Code, ServiceError, type ServiceErrorOptions } from "@seamline/core";
import { toStatus } from "@seamline/core/internal";
import { isIdempotencyKey } from "@seamline/core/wire";

/** The error and the status of the response, which may be more precise than that of its code. */
export class Refusal extends ServiceError {
  readonly status: number;

  constructor(code: Code, message: string, options: ServiceErrorOptions & { readonly status?: number } = {}) {
    super(code, message, options);
    this.status = options.status ?? toStatus(code);
  }
}

/**
 * Refuses an idempotency key of the wrong form.
 * @throws {Refusal} 400.
 */
export function assertIdempotencyKey(given: string): void {
  if (isIdempotencyKey(given)) return;
  throw new Refusal("invalid_argument", "idempotency-key: expected 1 to 255 visible ASCII characters");
}
