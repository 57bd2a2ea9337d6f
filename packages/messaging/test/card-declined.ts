/** A refusal of the service `payments`. */

import { DeclaredError } from "@seamline/core";

/** A declared error, its class written as the generator writes one. */
export class CardDeclined extends DeclaredError<undefined> {
  static override readonly identity = {
    service: "payments",
    reason: "cardDeclined",
    code: "failed_precondition",
    message: "the card was declined",
  } as const;
  constructor() {
    super(CardDeclined.identity, undefined, { sent: "processed", operation: "payments.charge" });
  }
}
