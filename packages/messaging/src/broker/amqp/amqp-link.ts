/** One connection to RabbitMQ: never without a listener of its errors, and ended in bounded time. */

import { startTimer, stopTimer } from "@seamline/core/internal";
import amqplib, { type ChannelModel } from "amqplib";
import type { Link } from "../reconnecting.ts";
import { type AmqpTarget, printAmqpServer } from "./amqp-target.ts";

/** Milliseconds in which a connection ends in good order, before its socket is destroyed. */
const closeMs = 2_000;

/** Milliseconds in which the server answers a declaration or a subscription. */
const answerMs = 10_000;

/** A connection to RabbitMQ. */
export class AmqpLink implements Link {
  /** The connection of amqplib. */
  readonly model: ChannelModel;
  readonly lost: Promise<Error>;
  readonly #lose: (reason: Error) => void;
  readonly #socket: AbortController;
  #blocked: string | undefined;
  #reason: Error | undefined;

  constructor(model: ChannelModel, socket: AbortController) {
    this.model = model;
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.lost = promise;
    this.#lose = resolve;
    model.on("error", (reason) => {
      this.#reason ??= reason;
    });
    model.on("close", (reason) => resolve(this.#reason ?? reason ?? new Error("the connection was closed")));
    model.on("blocked", (reason) => {
      this.#blocked = reason;
    });
    model.on("unblocked", () => {
      this.#blocked = undefined;
    });
  }

  /** The reason for which the server reads nothing that is published; `undefined` if it reads. */
  get blocked(): string | undefined {
    return this.#blocked;
  }

  /**
   * Waits for an answer of the server. A queue without a leader never answers, over a connection that is
   * well: without an answer in time the connection ends, and so does the wait.
   * @param subject what was asked, for the message.
   */
  async answer<Value>(subject: string, work: Promise<Value>): Promise<Value> {
    const late = new Error(`no answer to ${subject} in ${answerMs} ms; has its queue lost its leader?`);
    const timer = startTimer(() => this.end(late), answerMs);
    const lost = this.lost.then((reason): never => {
      throw reason;
    });
    try {
      return await Promise.race([work, lost]);
    } finally {
      stopTimer(timer);
    }
  }

  end(reason: Error): void {
    this.#reason ??= reason;
    this.#socket.abort();
    this.#lose(this.#reason);
  }

  async close(): Promise<void> {
    const timer = startTimer(() => this.end(new Error("the connection did not close in time")), closeMs);
    // Rejects if it is closed already, and never settles once the server is silent.
    await Promise.race([this.model.close().catch(() => undefined), this.lost]);
    stopTimer(timer);
    this.end(new Error("the connection was closed"));
  }
}

/**
 * Connects to RabbitMQ.
 * @param purpose is shown by RabbitMQ's own tools.
 * @throws {Error} naming the server, without the password.
 */
export async function connectAmqp(target: AmqpTarget, purpose: string, signal: AbortSignal): Promise<AmqpLink> {
  const { secure, host, port, user, password, vhost, heartbeat, connectMs } = target;
  const socket = new AbortController();
  const abort = (): void => socket.abort();
  signal.addEventListener("abort", abort);
  const timer = startTimer(abort, connectMs); // of the whole handshake; the library's is of its pauses
  try {
    const options = {
      noDelay: true,
      keepAlive: true,
      signal: socket.signal,
      clientProperties: { connection_name: purpose },
    };
    const model = await amqplib.connect(
      {
        protocol: secure ? "amqps" : "amqp",
        hostname: host,
        port,
        username: user,
        password,
        vhost: encodeURIComponent(vhost),
        heartbeat,
      },
      options,
    );
    return new AmqpLink(model, socket);
  } catch (cause) {
    const late = socket.signal.aborted && !signal.aborted;
    const reason = late ? `no answer in ${connectMs} ms` : messageOf(cause);
    throw new Error(`no connection to ${printAmqpServer(target)}: ${reason}`, { cause });
  } finally {
    stopTimer(timer);
    signal.removeEventListener("abort", abort);
  }
}

function messageOf(reason: unknown): string {
  // A refused connection to a name with several addresses has its reasons inside.
  if (reason instanceof AggregateError && reason.message === "") return reason.errors.map(messageOf).join("; ");
  return reason instanceof Error ? reason.message : String(reason);
}
