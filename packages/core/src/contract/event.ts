/** The events of a contract, as an author writes them and as publishers and receivers read them. */

import type { z } from "zod";
import { findPortabilityFaults } from "../schema/portable.ts";
import { definitionOf, type Schema } from "../schema/schema-node.ts";
import { createWireSchema, type WireSchema } from "../schema/wire-schema.ts";
import { isReservedEvent } from "./names.ts";

/** The names of events: camelCase, with the version at the end from the second on: `orderCreatedV2`. */
export const eventPattern: RegExp = /^(?<base>[a-z][A-Za-z0-9]*?)(?:V(?<version>[2-9]|[1-9]\d+))?$/;

/** One event as an author writes it. */
export interface EventDefinition {
  /** The facts that travel with it: one `z.object()`. */
  readonly payload: Schema;
  /**
   * The payload's field by which events keep their order: those of one order, one customer. A text
   * or a number. Default: none, events of this name have no order.
   */
  readonly key?: string;
  /** One line for people; becomes the documentation of the generated publisher. Default: none. */
  readonly summary?: string;
  /** More for people, in paragraphs, below the summary. Default: none. */
  readonly description?: string;
  /** `true`, or the reason as text; becomes `@deprecated`. Default: `false`. */
  readonly deprecated?: boolean | string;
  /**
   * The way of an event that cannot be handled: `dead-letter` puts it aside and goes on with its
   * key, `block-key` stops its key until a person decides. Default `dead-letter`.
   */
  readonly afterFailure?: "dead-letter" | "block-key";
  /**
   * Days in which a receiver recognises a second delivery of the same event: 1 to 365. Default 7.
   */
  readonly rememberDays?: number;
  /** It is handled outside of the application too, so it needs no handler in it. Default `false`. */
  readonly external?: boolean;
}

declare const payloadType: unique symbol;

/** One event, compiled. `Payload` exists for the type checker only. */
export interface ContractEvent<Payload = unknown> {
  /** The name of the service that owns it, and alone publishes it. */
  readonly service: string;
  /** Its own name, unique in the contract: `orderCreated`, `orderCreatedV2`. */
  readonly name: string;
  /** `service.event`, as `handles` names it. */
  readonly id: string;
  /** From 1. */
  readonly version: number;
  /** The name on the wire: `customer.orderCreated.v1`. */
  readonly type: string;
  /** The definition as its author wrote it, without defaults. */
  readonly definition: EventDefinition;
  /** The schema of the payload. */
  readonly payload: WireSchema;
  /** The payload's field by which events keep their order; `undefined` for events without order. */
  readonly key: string | undefined;
  /** The way of an event that cannot be handled. */
  readonly afterFailure: "dead-letter" | "block-key";
  /** Days in which a receiver recognises a second delivery. */
  readonly rememberDays: number;
  /** It is handled outside of the application too. */
  readonly external: boolean;
  /** Type only; never set at run time. */
  readonly [payloadType]?: Payload;
}

/** The payload of an event as a handler receives it. */
export type PayloadOf<Event> = Event extends ContractEvent<infer Payload> ? Payload : never;

/** The events of a contract's definition, their payloads inferred from its schemas. */
export type EventsOf<Definition> = Definition extends { readonly events: infer Events }
  ? {
      readonly [Name in keyof Events]: Events[Name] extends { readonly payload: infer Payload extends Schema }
        ? ContractEvent<z.output<Payload>>
        : never;
    }
  : Record<never, never>;

const defaultRememberDays = 7;
/** Types of schemas whose values can be a key. */
const keyTypes: ReadonlySet<string> = new Set([
  "string",
  "number",
  "int",
  "bigint",
  "enum",
  "literal",
  "template_literal",
]);

/** Compiles an event; adds each fault with its path to `faults`. */
export function compileEvent(
  service: string,
  name: string,
  definition: EventDefinition,
  faults: string[],
): ContractEvent {
  const at = `events.${name}`;
  const { base = name, version } = eventPattern.exec(name)?.groups ?? {};
  if (!eventPattern.test(name)) {
    faults.push(
      `${at}: expected a camelCase name such as orderCreated or orderCreatedV2, found ${JSON.stringify(name)}`,
    );
  }
  if (isReservedEvent(name)) faults.push(`${at}: the name is taken by every publisher; choose another`);
  const unportable = findPortabilityFaults(definition.payload, [at, "payload"]);
  faults.push(...unportable.map((fault) => `${fault.path}: ${fault.message}`));
  if (unportable.length === 0) findPayloadFaults(definition, at, faults);
  return {
    service,
    name,
    id: `${service}.${name}`,
    version: version === undefined ? 1 : Number(version),
    type: `${service}.${base}.v${version ?? 1}`,
    definition,
    payload: createWireSchema(definition.payload),
    key: definition.key,
    afterFailure: definition.afterFailure ?? "dead-letter",
    rememberDays: definition.rememberDays ?? defaultRememberDays,
    external: definition.external ?? false,
  };
}

function findPayloadFaults({ payload, key }: EventDefinition, at: string, faults: string[]): void {
  const shape = definitionOf(payload);
  if (shape.type !== "object") {
    faults.push(`${at}.payload: expected one z.object(), found ${shape.type}`);
    return;
  }
  if (key === undefined) return;
  const field = Object.hasOwn(shape.shape, key) ? shape.shape[key] : undefined;
  if (field === undefined) {
    faults.push(
      `${at}.key: expected a field of the payload, found ${JSON.stringify(key)}; fields: ${Object.keys(shape.shape).join(", ")}`,
    );
    return;
  }
  const { type } = definitionOf(field);
  if (!keyTypes.has(type)) faults.push(`${at}.key: expected a field that is a text or a number, found ${type}`);
}
