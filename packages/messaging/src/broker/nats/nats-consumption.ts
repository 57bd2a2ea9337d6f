/**
 * Consumes for one consumer: reads the stream after the consumer's position, and moves the position once
 * a batch is taken. The position is the only thing that acknowledges, and it moves in order, so whatever
 * is lost with a process or a connection is read again before what comes after it.
 */

import type { StreamInfo } from "@nats-io/jetstream";
import type { Consumption, Delivery } from "../broker.ts";
import { deliverBatch } from "../deliver-batch.ts";
import { pause } from "../pause.ts";
import { readBody } from "../read-body.ts";
import { pauseAfter, type Reconnecting } from "../reconnecting.ts";
import { identityOf, type Names, startOf } from "./declare-streams.ts";
import { codeOf, jetStreamCodes, type NatsLink } from "./nats-link.ts";
import { type Place, type Position, PositionChanged, Positions } from "./positions.ts";
import { StreamReader } from "./stream-reader.ts";

/** What a consumption needs of its broker. */
export interface ConsumptionOptions {
  readonly consumer: string;
  readonly batch: number;
  readonly names: Names;
  readonly links: Reconnecting<NatsLink>;
  readonly receive: (batch: readonly Delivery[]) => Promise<void>;
  /** Receives faults. */
  onError(error: unknown): void;
  /** Declares the streams again, which are gone. */
  declare(): Promise<void>;
  /** Called after the position has moved. */
  onMove(): void;
}

/** A running consumption. */
export class NatsConsumption implements Consumption {
  readonly #options: ConsumptionOptions;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  /** What was taken, if the move of the position has not been confirmed. */
  #taken: Place | undefined;

  /** Begins to consume. */
  constructor(options: ConsumptionOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      const link = await this.#options.links.next(signal);
      if (link === undefined) return;
      try {
        await this.#follow(link, () => {
          failures = 0;
        });
        continue;
      } catch (reason) {
        if (reason instanceof PositionChanged) continue;
        if (!signal.aborted && !link.connection.isClosed()) this.#options.onError(reason);
      }
      await pause(pauseAfter(failures), signal);
      failures += 1;
    }
  }

  async #follow(link: NatsLink, onProgress: () => void): Promise<void> {
    const { consumer, names, batch } = this.#options;
    const { signal } = this.#stopping;
    const positions = new Positions(link, names.bucket);
    let position = await this.#begin(link, positions);
    const reader = await StreamReader.open(link, {
      stream: names.stream,
      filter: filterOf(position.types, names),
      after: position.sequence,
      most: batch,
    });
    const changes = link.connection.subscribe(positions.subjectOf(consumer), {
      callback: (_, message) => {
        // Types are bound before they are published: reading them with the others needs another filter.
        if (hasOthers(message.data, position.types)) reader.end(new PositionChanged(consumer, undefined));
      },
    });
    try {
      for (;;) {
        const messages = await reader.take(signal);
        const last = messages.at(-1);
        if (last === undefined) return;
        onProgress();
        const bound = new Set(position.types.map(names.subjectOf));
        const wanted = messages.filter(({ subject }) => bound.has(subject));
        if (wanted.length > 0) {
          const { receive, onError } = this.#options;
          if (
            !(await deliverBatch(
              wanted.map(({ data }) => readBody(data)),
              receive,
              onError,
              signal,
            ))
          )
            return;
        }
        this.#taken = { stream: position.stream, sequence: last.seq, time: last.time.getTime() };
        position = await positions.write({ ...position, ...this.#taken });
        this.#taken = undefined;
        this.#options.onMove();
      }
    } finally {
      changes.unsubscribe();
      await reader.close();
    }
  }

  /** Reads the position, and moves it over what was taken before the connection was lost. */
  async #begin(link: NatsLink, positions: Positions): Promise<Position> {
    const { consumer, names } = this.#options;
    const info = await link.manager.streams.info(names.stream).catch((reason) => {
      if (codeOf(reason) === jetStreamCodes.streamNotFound) return undefined;
      throw reason;
    });
    const found =
      info &&
      (await positions.read(consumer).catch((reason) => {
        if (codeOf(reason) === jetStreamCodes.streamNotFound) return undefined;
        throw reason;
      }));
    if (info === undefined || found === undefined) {
      this.#options.onError(
        new Error(`the stream ${names.stream} or the record of ${consumer} is gone, and is made again`),
      );
      await this.#options.declare();
      throw new PositionChanged(consumer, undefined);
    }
    const stream = identityOf(info);
    const isAhead = this.#taken?.stream === found.stream && this.#taken.sequence > found.sequence;
    const last: Place = isAhead && this.#taken !== undefined ? this.#taken : found;
    if (last.stream === stream && (await this.#isThere(link, last, info))) {
      if (!isAhead) return found;
      const moved = await positions.write({ ...found, ...last });
      this.#taken = undefined;
      return moved;
    }
    this.#taken = undefined;
    this.#options.onError(
      new Error(
        `expected message ${last.sequence} of the stream ${names.stream}, up to which ${consumer} has taken all, found another or none: the server has lost messages; all that are there come again`,
      ),
    );
    return positions.write({ ...found, stream, ...startOf(info) });
  }

  /** Tests whether the message that was taken last is the one that has its sequence. */
  async #isThere(link: NatsLink, { sequence, time }: Place, { state }: StreamInfo): Promise<boolean> {
    // All that came later is there. An empty stream begins at 0.
    if (sequence === 0 || sequence < state.first_seq) return true;
    if (sequence > state.last_seq) return false;
    const found = await link.manager.streams.getMessage(this.#options.names.stream, { seq: sequence });
    return found === null || time === 0 || found.time.getTime() === time;
  }
}

/** The narrowest filter of one subject; a server before 2.10 has none of several. */
function filterOf(types: readonly string[], { subjectOf }: Names): string {
  const [first = "", ...others] = types;
  if (others.length === 0) return subjectOf(first);
  const owner = first.slice(0, first.indexOf(".") + 1);
  return subjectOf(owner !== "" && others.every((type) => type.startsWith(owner)) ? `${owner}>` : ">");
}

function hasOthers(data: Uint8Array, types: readonly string[]): boolean {
  try {
    const found = JSON.parse(Buffer.from(data).toString()) as Partial<Position>;
    return found.types?.some((type) => !types.includes(type)) ?? true;
  } catch {
    return true; // reading the record reports it
  }
}
