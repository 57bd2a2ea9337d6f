/** The outbox of a module: published events become rows of its own database, in its own transaction. */

import { type ContractEvent, currentContext, type PublishOptions, ServiceError } from "@seamline/core";
import { type EventOutbox, printTraceparent } from "@seamline/core/extend";
import { SchemaMismatch } from "@seamline/core/internal";
import type { Database } from "../database/database.ts";
import type { Envelope } from "../event/envelope.ts";
import { createMessageId } from "../event/message-id.ts";
import { enqueue } from "../queue/enqueue.ts";
import { envelopeOf } from "./handlings.ts";

/** The part of the hub that an outbox needs. */
export interface OutboxOptions<Transaction> {
  readonly service: string;
  readonly database: Database<Transaction>;
  /** The receivers of an event, as rows name them. */
  receiversOf(event: ContractEvent): readonly string[];
  /** Called before rows are added. @throws {ServiceError} if one of the queues is full. */
  admit(receivers: readonly string[]): void;
  /** Called when rows have been added, in a transaction that is not committed yet. */
  onAdded(): void;
}

/** Makes the outbox of a module. */
export function createOutbox<Transaction>(options: OutboxOptions<Transaction>): EventOutbox<Transaction> {
  const { service, database, receiversOf, admit, onAdded } = options;
  return {
    async add(event, transaction, payload, attributes) {
      if (event.service !== service)
        throw new TypeError(
          `${event.id}: only the module of ${event.service} publishes it, found the module of ${service}`,
        );
      if (transaction === undefined || transaction === null)
        throw new TypeError(`${event.id}: expected the open transaction of your changes, found ${String(transaction)}`);
      const session = database.join(transaction);
      const envelope = createEnvelope(event, encode(event, payload), attributes ?? {});
      const receivers = receiversOf(event);
      if (receivers.length === 0) return;
      admit(receivers);
      await enqueue(session, database.dialect, receivers, envelope);
      onAdded();
    },
  };
}

function encode(event: ContractEvent, payload: unknown): Readonly<Record<string, unknown>> {
  try {
    return event.payload.encode(payload) as Readonly<Record<string, unknown>>;
  } catch (reason) {
    if (!(reason instanceof SchemaMismatch)) throw reason;
    throw new ServiceError(
      "invalid_argument",
      `${event.id}: the payload does not fit the contract: ${reason.message}`,
      {
        cause: reason,
      },
    );
  }
}

/** An event published while another is handled follows from it; else from the call at work. */
function createEnvelope(
  event: ContractEvent,
  data: Readonly<Record<string, unknown>>,
  { subject, aggregateVersion }: PublishOptions,
): Envelope {
  const context = currentContext();
  const cause = context && envelopeOf(context);
  const key = event.key === undefined ? undefined : data[event.key];
  return {
    id: createMessageId(),
    source: event.service,
    type: event.type,
    time: new Date().toISOString(),
    subject,
    partitionKey: key === undefined || key === null ? undefined : String(key),
    aggregateVersion,
    correlationId: cause?.correlationId ?? cause?.id ?? context?.callId,
    causationId: cause?.id ?? context?.callId,
    traceparent: context && printTraceparent(context.trace),
    tenant: context?.tenant,
    data,
  };
}
