/** Handling one message of a receiver's queue: once, in a transaction, or with an outcome of its failure. */

import type { ContractEvent } from "@seamline/core";
import { now, runCallback } from "@seamline/core/internal";
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
  /** Receives each try. */
  readonly onHandled?: ((handled: HandledEvent) => void) | undefined;
}

/** One try of an event, to be measured. */
export interface HandledEvent {
  /** The service that handled it. */
  readonly service: string;
  /** The type, such as `customer.orderCreated.v1`; `undefined` for a message that is no event of the service. */
  readonly type: string | undefined;
  /**
   * `done`, also for an event that had been handled before; `retry`, it is tried again; `dead`, it is a dead
   * letter; `blocked`, its key waits for a person.
   */
  readonly outcome: Outcome["kind"];
  /** The number of the try, from 1. */
  readonly attempt: number;
  /** The time of the try, in milliseconds. */
  readonly durationMs: number;
}

/** Handles a message, and decides about its next step. */
export async function handleMessage(receiving: Receiving, message: QueuedMessage, attempt: Attempt): Promise<Outcome> {
  const { service, onHandled } = receiving;
  if (onHandled === undefined) return tryMessage(receiving, message, attempt, () => undefined);
  const began = now();
  let type: string | undefined;
  const outcome = await tryMessage(receiving, message, attempt, (event) => (type = event.type));
  const handled = { service, type, outcome: outcome.kind, attempt: attempt.number, durationMs: now() - began };
  runCallback(() => onHandled(handled));
  return outcome;
}

async function tryMessage(
  { database, service, events, handlings }: Receiving,
  message: QueuedMessage,
  attempt: Attempt,
  onKnown: (event: ContractEvent) => void,
): Promise<Outcome> {
  let event: ContractEvent | undefined;
  try {
    const envelope = parseEnvelope(message.text);
    event = events.get(envelope.type);
    if (event === undefined) return { kind: "dead", error: `${service} does not handle ${envelope.type}` };
    const known = event;
    onKnown(known);
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
