/** What all brokers accept: the forms of names, types and messages, so that one can replace another. */

import type { Binding, BrokerMessage } from "./broker.ts";

/** The longest name of a consumer and the longest type, in characters: brokers add a prefix to them. */
export const maxConsumerLength = 100;
export const maxTypeLength = 200;
/** The longest id of a transfer, in characters. */
export const maxTransferIdLength = 100;

const consumerForm = /^[A-Za-z][A-Za-z0-9_-]*$/;
const typeForm = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const idForm = /^[A-Za-z0-9._:-]+$/;

/**
 * Returned by `publish` for a message that breaks a limit, or that no queue takes. Those behind it can
 * pass, where a failure of any other class means that the broker is away.
 */
export class MessageRefusal extends Error {
  /** No later try can succeed either: the message itself is beyond the limits. */
  readonly final: boolean;

  /** Takes a text with what was expected and what was found. */
  constructor(message: string, final: boolean) {
    super(message);
    this.name = "MessageRefusal";
    this.final = final;
  }
}

/**
 * Checks the bindings of a broker.
 * @throws {TypeError} for a name of a consumer other than 1 to 100 letters, digits, `-` and `_` with a
 * letter first; for a type other than 1 to 200 of these characters in parts divided by dots; for a
 * consumer without types, and one that stands twice.
 */
export function assertBindings(bindings: readonly Binding[]): void {
  const seen = new Set<string>();
  for (const { consumer, types } of bindings) {
    if (!isText(consumer, consumerForm, maxConsumerLength)) {
      throw new TypeError(
        `a broker's consumer: expected 1 to ${maxConsumerLength} letters, digits, "-" and "_", a letter first, found ${show(consumer)}`,
      );
    }
    if (seen.has(consumer)) throw new TypeError(`the consumer ${consumer} is bound twice; give all its types at once`);
    seen.add(consumer);
    if (types.length === 0) throw new TypeError(`the consumer ${consumer}: expected at least one type, found none`);
    for (const type of types) {
      if (!isType(type)) throw new TypeError(`the consumer ${consumer}: ${expectedType(type)}`);
    }
  }
}

/** Returns why no broker can take a message, or `undefined` if it can. */
export function findMessageFault({ id, type, text }: BrokerMessage, maxBytes: number): MessageRefusal | undefined {
  if (!isType(type)) return new MessageRefusal(`the message ${show(id)}: ${expectedType(type)}`, true);
  if (!isText(id, idForm, maxTransferIdLength)) {
    return new MessageRefusal(
      `a message of type ${type}: expected an id of 1 to ${maxTransferIdLength} letters, digits and "._:-", found ${show(id)}`,
      true,
    );
  }
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return undefined;
  return new MessageRefusal(
    `the message ${id} of type ${type}: expected at most ${maxBytes} bytes, which this broker takes, found ${bytes}`,
    true,
  );
}

/** Describes a message that no queue takes. */
export function unboundFailure({ id, type }: BrokerMessage): MessageRefusal {
  return new MessageRefusal(
    `the message ${id}: expected a queue bound to the type ${type}, found none; open the broker with the binding of its consumer first`,
    false,
  );
}

function isType(type: unknown): boolean {
  return isText(type, typeForm, maxTypeLength);
}

function expectedType(type: unknown): string {
  return `expected a type of 1 to ${maxTypeLength} letters, digits, "-" and "_" in parts divided by dots, found ${show(type)}`;
}

function isText(value: unknown, form: RegExp, longest: number): boolean {
  return typeof value === "string" && value.length <= longest && form.test(value);
}

function show(value: unknown): string {
  if (typeof value !== "string") return typeof value;
  return value.length > 120 ? `${value.length} characters` : JSON.stringify(value);
}
