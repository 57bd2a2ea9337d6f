/**
 * The keys in Redis. Each consumer has a stream, `<prefix>:<consumer>`; a type has the set of its
 * consumers, `<prefix>:types:<type>`. What has been handled is deleted, so that the length of a stream is
 * the number of messages that wait.
 */

import type { Binding, BrokerMessage, Delivery, PublishFailure } from "../broker.ts";
import { unboundFailure } from "../checks.ts";
import { readBody } from "../read-body.ts";
import type { RedisLink } from "./redis-link.ts";
import { acknowledgeScript, addScript, readScript } from "./redis-scripts.ts";
import { printRedisServer, type RedisTarget } from "./redis-target.ts";

/** The group and its only reader, by whichever process: so what another has left is found at once. */
const group = "seamline";

/** The most messages and characters that one script adds; Redis does nothing else meanwhile. */
const mostAdded = 100;
const mostAddedLength = 1 << 20;

/** A message as it was read. */
export interface RedisEntry {
  /** The id in the stream. */
  readonly id: string;
  /** Its body; `undefined` if others have deleted it. */
  readonly delivery: Delivery | undefined;
}

/**
 * Declares the streams and bindings.
 * @throws {Error} naming what was expected and found, if a key is something else.
 */
export async function declareStreams(
  target: RedisTarget,
  link: RedisLink,
  bindings: readonly Binding[],
): Promise<void> {
  for (const { consumer, types } of bindings) {
    const stream = streamOf(target, consumer);
    try {
      await link.run(["XGROUP", "CREATE", stream, group, "0", "MKSTREAM"]);
    } catch (reason) {
      if (!String(reason).includes("BUSYGROUP")) throw await explain(target, link, stream, "stream", reason);
    }
    for (const type of types) {
      const key = `${target.prefix}:types:${type}`;
      await link.run(["SADD", key, consumer]).catch(async (reason: unknown) => {
        throw await explain(target, link, key, "set", reason);
      });
    }
  }
}

/**
 * Adds messages, in order.
 * @param onUnbound receives a message that no queue takes.
 */
export async function addMessages(
  target: RedisTarget,
  link: RedisLink,
  messages: readonly BrokerMessage[],
  onUnbound: (message: BrokerMessage) => void,
): Promise<readonly PublishFailure[]> {
  const toFailure = (message: BrokerMessage, outcome: string): PublishFailure => {
    if (outcome === "") return undefined;
    if (outcome !== "unbound") return explainOutcome(target, message, outcome);
    onUnbound(message);
    return unboundFailure(message);
  };
  const settled = splitIntoScripts(messages).map(async (some) => {
    const values = some.flatMap(({ type, id, text }) => [type, id, text]);
    try {
      const reply = await link.run(["EVAL", addScript, "0", target.prefix, String(target.length), ...values]);
      const outcomes = reply as readonly string[];
      return some.map((message, index) => toFailure(message, outcomes[index] ?? "error:no outcome"));
    } catch (reason) {
      return some.map((message) => explainOutcome(target, message, `error:${(reason as Error).message}`));
    }
  });
  return (await Promise.all(settled)).flat();
}

/** Reads the next messages: those that were read before and not acknowledged, else new ones. */
export async function readEntries(
  target: RedisTarget,
  link: RedisLink,
  consumer: string,
): Promise<readonly RedisEntry[]> {
  const command = ["EVAL", readScript, "1", streamOf(target, consumer), group, String(target.batch)];
  const entries = (await link.runForBytes(command)) as readonly (readonly [Buffer, readonly Buffer[] | null])[];
  return entries.map(([id, fields]) => ({
    id: String(id),
    delivery: fields === null ? undefined : toDelivery(fields),
  }));
}

/** Others may have added an entry with any fields. */
function toDelivery(fields: readonly Buffer[]): Delivery {
  const body = fields.find((_, index) => index % 2 === 1 && String(fields[index - 1]) === "text");
  if (body !== undefined) return readBody(body);
  return { text: fields.join(" "), fault: "expected an entry with the field text, found one without" };
}

/** Waits until the stream has a message, or for some milliseconds. It takes none. */
export async function waitForEntry(target: RedisTarget, link: RedisLink, consumer: string, ms: number): Promise<void> {
  await link.run(["XREAD", "COUNT", "1", "BLOCK", String(ms), "STREAMS", streamOf(target, consumer), "0-0"], ms);
}

/** Acknowledges messages, and deletes them, in one step. */
export async function acknowledge(
  target: RedisTarget,
  link: RedisLink,
  consumer: string,
  ids: readonly string[],
): Promise<void> {
  await link.run(["EVAL", acknowledgeScript, "1", streamOf(target, consumer), group, ...ids]);
}

function streamOf({ prefix }: RedisTarget, consumer: string): string {
  return `${prefix}:${consumer}`;
}

function splitIntoScripts(messages: readonly BrokerMessage[]): readonly (readonly BrokerMessage[])[] {
  const scripts: BrokerMessage[][] = [];
  let length = 0;
  for (const message of messages) {
    const last = scripts.at(-1);
    length += message.text.length;
    if (last !== undefined && last.length < mostAdded && length <= mostAddedLength) {
      last.push(message);
    } else {
      scripts.push([message]);
      length = message.text.length;
    }
  }
  return scripts;
}

function explainOutcome(target: RedisTarget, message: BrokerMessage, outcome: string): Error {
  const [, kind, detail] = /^(full|error):(.*)$/s.exec(outcome) ?? [];
  if (kind !== "full") {
    return new Error(
      `the message ${message.id}: ${printRedisServer(target)} has not confirmed it: ${detail ?? outcome}`,
    );
  }
  return new Error(
    `the message ${message.id} of type ${message.type}: the queue of ${detail} is full with ${target.length} messages; ` +
      "see why they are not handled, or raise the option length",
  );
}

async function explain(
  target: RedisTarget,
  link: RedisLink,
  key: string,
  expected: string,
  cause: unknown,
): Promise<unknown> {
  if (!String(cause).includes("WRONGTYPE")) return cause;
  const found = String(await link.run(["TYPE", key]));
  const server = printRedisServer(target);
  const advice = "remove it if nothing needs it, or set a new ?prefix= in every process";
  return new Error(`the key ${key} of ${server}: expected a ${expected}, found a ${found}; ${advice}`, { cause });
}
