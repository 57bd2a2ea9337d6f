/** The transports inside a combinator. */

import type { Transport } from "../call/call-request.ts";

/** A member of a combinator. */
export interface NamedTransport {
  /** Its name in events and `explain`: usually its address. */
  readonly name: string;
  readonly transport: Transport;
}

/**
 * Closes every member, also if one of them fails to close.
 * @throws {AggregateError} with all failures.
 */
export async function closeAll(members: readonly NamedTransport[]): Promise<void> {
  const closed = await Promise.allSettled(members.map(async ({ transport }) => transport.close?.()));
  const failures = closed.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, "Not every member of a combinator could be closed");
}
