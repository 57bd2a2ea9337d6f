/** A request that is refused before it becomes a call. */

import { type Code, ServiceError, type ServiceErrorOptions } from "@seamline/core";
import { toStatus } from "@seamline/core/internal";

/** The error and the status of the response, which may be more precise than that of its code. */
export class Refusal extends ServiceError {
  readonly status: number;

  constructor(code: Code, message: string, options: ServiceErrorOptions & { readonly status?: number } = {}) {
    super(code, message, options);
    this.status = options.status ?? toStatus(code);
  }
}
