/** How long an inbox remembers what was handled. */

const dayMs = 86_400_000;

/** Milliseconds for which a handled message is remembered, unless set otherwise: 7 days. */
export const defaultInboxMs: number = 7 * dayMs;

/** The least for a broker whose messages can come again at any time. */
const leastMs = dayMs;

/**
 * Compares the retention of an inbox with the time in which its broker can deliver a message once more.
 * @param redeliveryMs the broker's own figure; `undefined` if it delivers a message until it is
 * acknowledged: a consumer that ends between storing and acknowledging gets it again when it is back.
 * @returns a fault to be reported at the start, or `undefined`.
 */
export function findRetentionFault(
  inboxMs: number,
  broker: string,
  redeliveryMs: number | undefined,
): string | undefined {
  const needed = redeliveryMs ?? leastMs;
  if (inboxMs >= needed) return undefined;
  const why =
    redeliveryMs === undefined
      ? `${broker} delivers a message until it is acknowledged, also after a day without consumers`
      : `${broker} can deliver a message once more for that long`;
  return `expected an inbox that remembers messages for at least ${needed} ms, found ${inboxMs} ms; ${why}`;
}
