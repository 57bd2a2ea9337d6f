/** Handling one message of a receiver's queue: once, in a transaction, or with an outcome of its failure. */

import type { ContractEvent } from "@seamline/core";
import { printReason } from "@seamline/core/internal";
import type { Database } from "../database/database.ts";
import { EnvelopeError, parseEnvelope } from "../event/envelope.ts";
import { handleOnce } from "../inbox/inbox.ts";
import type { QueuedMessage } from "../queue/message-store.ts";
import type { Attempt, Outcome } from "../queue/worker-options.ts";
import { HandlingFailure, type Handlings } from "./handlings.ts";

/** The receiving side of one service. */
export interface Receiving {
  readonly database: Database;
  readonly service: string;
  /** The events that it handles, by their type. */
  readonly events: ReadonlyMap<string, ContractEvent>;
  readonly handlings: Handlings;
}

const mostAttempts = 12;
/** Tries that may end their process before a message counts as poison. */
const mostCrashes = 3;

/** Handles a message, and decides about its next step. */
export async function handleMessage(
  { database, service, events, handlings }: Receiving,
  message: QueuedMessage,
  { number, crashes }: Attempt,
): Promise<Outcome> {
  let event: ContractEvent | undefined;
  try {
    const envelope = parseEnvelope(message.text);
    event = events.get(envelope.type);
    if (event === undefined) return { kind: "dead", error: `${service} does not handle ${envelope.type}` };
    const known = event;
    if (crashes >= mostCrashes) return giveUp(event, `${crashes} tries of it ended their process`);
    await handleOnce(database, service, envelope.id, async (transaction) =>
      handlings.handle(known, envelope, { transaction, attempt: number }),
    );
    return { kind: "done" };
  } catch (reason) {
    const error = printReason(reason);
    if (reason instanceof EnvelopeError || (reason instanceof HandlingFailure && reason.final))
      return giveUp(event, error);
    if (number >= mostAttempts) return giveUp(event, error);
    return { kind: "retry", afterMs: Math.random() * Math.min(60_000, 250 * 2 ** number), error };
  }
}

function giveUp(event: ContractEvent | undefined, error: string): Outcome {
  return { kind: event?.afterFailure === "block-key" ? "blocked" : "dead", error };
}
