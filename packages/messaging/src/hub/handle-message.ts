/** Handling one message of a receiver's queue: once, in a transaction, or with an outcome of its failure. */

import type { ContractEvent } from "@seamline/core";
import type { Database } from "../database/database.ts";
import { parseEnvelope } from "../event/envelope.ts";
import { handleOnce, wasHandled } from "../inbox/inbox.ts";
import type { QueuedMessage } from "../queue/message-store.ts";
import { outcomeOf, outcomeOfPoison } from "../queue/retry-policy.ts";
import type { Attempt, Outcome } from "../queue/worker-options.ts";
import type { Handlings } from "./handlings.ts";

/** The receiving side of one service. */
export interface Receiving {
  readonly database: Database;
  readonly service: string;
  /** The events that it handles, by their type. */
  readonly events: ReadonlyMap<string, ContractEvent>;
  readonly handlings: Handlings;
}

/** Handles a message, and decides about its next step. */
export async function handleMessage(
  { database, service, events, handlings }: Receiving,
  message: QueuedMessage,
  attempt: Attempt,
): Promise<Outcome> {
  let event: ContractEvent | undefined;
  try {
    const envelope = parseEnvelope(message.text);
    event = events.get(envelope.type);
    if (event === undefined) return { kind: "dead", error: `${service} does not handle ${envelope.type}` };
    const known = event;
    const poison = outcomeOfPoison(attempt, { afterFailure: event.afterFailure });
    if (poison !== undefined) {
      // Its process may have ended between its effects and its removal from the queue.
      return (await wasHandled(database, service, envelope.id)) ? { kind: "done" } : poison;
    }
    if (handlings.runsWithin(event.id)) {
      await handleOnce(database, service, envelope.id, async (transaction) =>
        handlings.handle(known, envelope, { transaction, attempt: attempt.number }),
      );
    } else if (!(await wasHandled(database, service, envelope.id))) {
      await handlings.handle(known, envelope, { transaction: undefined, attempt: attempt.number });
      await handleOnce(database, service, envelope.id, async () => undefined);
    }
    return { kind: "done" };
  } catch (reason) {
    return outcomeOf(reason, attempt, { afterFailure: event?.afterFailure ?? "dead-letter" });
  }
}
