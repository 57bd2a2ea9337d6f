/** Gathers single messages into batches, while the batch before is under way. */

import { afterTurn } from "@seamline/core/internal";

/** Makes a function that hands messages on in batches, and settles with the outcome of its own. */
export function createBatches<Message, Outcome>(
  most: number,
  send: (batch: readonly Message[]) => Promise<readonly Outcome[]>,
): (message: Message) => Promise<Outcome> {
  interface Waiting {
    readonly message: Message;
    resolve(outcome: Outcome): void;
    reject(reason: unknown): void;
  }
  const waiting: Waiting[] = [];
  let sending = false;
  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most);
      try {
        const outcomes = await send(batch.map(({ message }) => message));
        for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as Outcome);
      } catch (reason) {
        for (const { reject } of batch) reject(reason);
      }
    }
    sending = false;
  };
  return (message) =>
    new Promise((resolve, reject) => {
      waiting.push({ message, resolve, reject });
      if (sending) return;
      sending = true;
      afterTurn(() => void sendAll()); // messages of the same look at the queue go together
    });
}
