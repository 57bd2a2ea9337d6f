/**
 * The records of consumers: the types that each is bound to, and the position up to which it has taken
 * all messages. They are a bucket in the form of NATS' key-value stores, so `nats kv` shows them. A
 * record changes only if it is as it was read, so no process undoes the work of another.
 */

import { pause } from "../pause.ts";
import { codeOf, jetStreamCodes, type NatsLink } from "./nats-link.ts";

/** What is kept of a consumer. */
export interface Position {
  /** The consumer. */
  readonly consumer: string;
  /** When the stream was created whose messages are counted: a new one begins from 1 again. */
  readonly stream: string;
  /** The sequence of the last message that was taken. */
  readonly sequence: number;
  /**
   * The time of that message in milliseconds since 1970, 0 if there was none: a server that has lost the
   * end of its stream gives a sequence to another message.
   */
  readonly time: number;
  /** The types that it receives. */
  readonly types: readonly string[];
  /** The sequence of the record, by which a change is found. */
  readonly revision: number;
}

/** Thrown if a record has changed since it was read. */
export class PositionChanged extends Error {
  /** Takes the consumer. */
  constructor(consumer: string, cause: unknown) {
    super(`another process has moved the consumer ${consumer}`, { cause });
    this.name = "PositionChanged";
  }
}

/** A place in a stream. */
export type Place = Pick<Position, "stream" | "sequence" | "time">;

/** The records of one prefix. */
export class Positions {
  readonly #link: NatsLink;
  readonly #bucket: string;

  /** Takes the name of the bucket. */
  constructor(link: NatsLink, bucket: string) {
    this.#link = link;
    this.#bucket = bucket;
  }

  /** The subject of a record. */
  subjectOf(consumer: string): string {
    return `$KV.${this.#bucket}.${consumer}`;
  }

  /** Reads the record of a consumer; `undefined` if there is none. */
  async read(consumer: string): Promise<Position | undefined> {
    return (await this.#find(consumer)).position;
  }

  /** A key that was deleted has a revision, but no record. */
  async #find(consumer: string): Promise<{ position: Position | undefined; revision: number }> {
    const found = await this.#link.manager.streams.getMessage(`KV_${this.#bucket}`, {
      last_by_subj: this.subjectOf(consumer),
    });
    if (found === null) return { position: undefined, revision: 0 };
    return { position: parse(consumer, found.data, found.seq), revision: found.seq };
  }

  /** Reads all records. */
  async list(): Promise<readonly Position[]> {
    const info = await this.#link.manager.streams.info(`KV_${this.#bucket}`, { subjects_filter: ">" });
    const subjects = Object.keys(info.state.subjects ?? {});
    const consumers = subjects.map((subject) => subject.slice(this.subjectOf("").length));
    const all = await Promise.all(consumers.map((consumer) => this.read(consumer)));
    return all.filter((position) => position !== undefined);
  }

  /**
   * Writes a record, if the one before it is still there.
   * @throws {PositionChanged} if it is not.
   */
  async write(position: Position): Promise<Position> {
    const { consumer, stream, sequence, time, types, revision } = position;
    const text = JSON.stringify({ stream, sequence, time, types });
    try {
      const written = await this.#link.client.publish(this.subjectOf(consumer), text, {
        expect: { lastSubjectSequence: revision },
      });
      return { ...position, revision: written.seq };
    } catch (reason) {
      const code = codeOf(reason);
      if (code === jetStreamCodes.wrongLastSequence || code === jetStreamCodes.wrongLastSequenceUnknown) {
        throw new PositionChanged(consumer, reason);
      }
      throw reason;
    }
  }

  /** Adds types to a consumer, which begins after `start` if it is new. */
  async bind(consumer: string, types: readonly string[], start: Place): Promise<void> {
    for (;;) {
      const { position: found, revision } = await this.#find(consumer);
      const union = [...new Set([...(found?.types ?? []), ...types])].sort();
      if (found !== undefined && union.length === found.types.length) return;
      try {
        await this.write({ consumer, ...start, ...found, revision, types: union });
        return;
      } catch (reason) {
        if (!(reason instanceof PositionChanged)) throw reason;
        await pause(Math.random() * 20); // it is consumed just now
      }
    }
  }
}

function parse(consumer: string, data: Uint8Array, revision: number): Position | undefined {
  const text = Buffer.from(data).toString();
  if (text === "") return undefined; // a marker of a deleted key
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    found = undefined;
  }
  const { stream, sequence, time, types } = (found ?? {}) as Partial<Position>;
  if (typeof stream !== "string" || !isWhole(sequence) || !isWhole(time) || !isTypes(types)) {
    throw new Error(
      `the record of the consumer ${consumer}: expected an object with stream, sequence, time and types, found ${text.slice(0, 100)}; repair or delete it`,
    );
  }
  return { consumer, stream, sequence, time, types, revision };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTypes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((type) => typeof type === "string");
}
