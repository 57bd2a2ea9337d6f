/** A request that is turned away before it becomes a call. */

import { type Code, ServiceError, type ServiceErrorOptions } from "@seamline/core";
import { toStatus } from "@seamline/core/internal";

/** Why, and with which status: more precise here than its code is. */
export class Refusal extends ServiceError {
  readonly status: number;

  constructor(code: Code, message: string, options: ServiceErrorOptions & { readonly status?: number } = {}) {
    super(code, message, options);
    this.status = options.status ?? toStatus(code);
  }
}
