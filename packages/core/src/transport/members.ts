/** The transports that a combinator is made of. */

import type { Transport } from "../call/call-request.ts";

/** A member of a combinator. */
export interface NamedTransport {
  /** What events and `explain` call it: usually its address. */
  readonly name: string;
  readonly transport: Transport;
}

/**
 * Closes every member, also when one of them fails to.
 * @throws {AggregateError} with what went wrong.
 */
export async function closeAll(members: readonly NamedTransport[]): Promise<void> {
  const closed = await Promise.allSettled(members.map(async ({ transport }) => transport.close?.()));
  const failures = closed.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, "Not every member of a combinator could be closed");
}
