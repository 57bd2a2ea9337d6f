/** One connection to Redis: each command is answered in time, or the connection is given up. */

import { createClient } from "@redis/client";
import { startTimer, stopTimer } from "@seamline/core/internal";
import type { Link } from "../reconnecting.ts";
import { printRedisServer, type RedisTarget } from "./redis-target.ts";

/** The part of a client that is used. */
interface RedisClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  sendCommand(command: readonly string[], options?: { readonly typeMapping: typeof bytes }): Promise<unknown>;
  on(event: "error" | "end", listener: (reason?: Error) => void): unknown;
  close(): Promise<unknown>;
  destroy(): void;
}

/** Strings of a reply as they came: the code of RESP for them is `$`. */
const bytes: { readonly 36: typeof Buffer } = { 36: Buffer };

/** Milliseconds in which commands at work are answered when a connection is closed. */
const closeMs = 2_000;

/** A connection to Redis. */
export class RedisLink implements Link {
  readonly lost: Promise<Error>;
  readonly #client: RedisClient;
  readonly #confirmMs: number;
  readonly #lose: (reason: Error) => void;
  #ended: Error | undefined;

  constructor(client: RedisClient, confirmMs: number) {
    this.#client = client;
    this.#confirmMs = confirmMs;
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.lost = promise;
    this.#lose = resolve;
    client.on("error", (reason) => this.end(reason ?? new Error("the connection failed")));
    client.on("end", () => this.end(new Error("the connection was closed")));
  }

  /**
   * Runs a command.
   * @param blockMs milliseconds for which the command itself waits.
   * @throws {Error} with the reply of the server, or the reason for which the connection was lost.
   */
  run(command: readonly string[], blockMs: number = 0): Promise<unknown> {
    return this.#run(this.#client.sendCommand(command), blockMs);
  }

  /** As `run`; the strings of the reply are buffers. */
  runForBytes(command: readonly string[]): Promise<unknown> {
    return this.#run(this.#client.sendCommand(command, { typeMapping: bytes }), 0);
  }

  async #run(reply: Promise<unknown>, blockMs: number): Promise<unknown> {
    const timer = startTimer(
      () => this.end(new Error(`no reply within ${this.#confirmMs} ms; it is slow or silent`)),
      blockMs + this.#confirmMs,
    );
    try {
      return await reply;
    } catch (reason) {
      if (this.#ended !== undefined) throw new Error(`no reply: ${this.#ended.message}`, { cause: this.#ended });
      // A server that is no primary any more: another connection may lead to the one that is.
      if (reason instanceof Error && reason.message.includes("READONLY")) this.end(reason);
      throw reason;
    } finally {
      stopTimer(timer);
    }
  }

  end(reason: Error): void {
    this.#ended ??= reason;
    this.#lose(reason);
    this.#client.destroy();
  }

  async close(): Promise<void> {
    const timer = startTimer(() => this.end(new Error("the connection did not close in time")), closeMs);
    if (this.#client.isReady) await Promise.race([this.#client.close().catch(() => undefined), this.lost]);
    stopTimer(timer);
    this.end(new Error("the connection was closed"));
  }
}

/**
 * Connects to Redis.
 * @param purpose is shown by Redis in its list of clients.
 * @throws {Error} naming the server, without the password.
 */
export async function connectRedis(target: RedisTarget, purpose: string, signal: AbortSignal): Promise<RedisLink> {
  const { secure, host, port, user, password, database, connectMs } = target;
  const socket = { host, port, connectTimeout: connectMs, reconnectStrategy: false } as const;
  const client: RedisClient = createClient({
    socket: secure ? { ...socket, tls: true } : socket,
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    database,
    name: purpose,
    RESP: 2,
    disableOfflineQueue: true,
  });
  const link = new RedisLink(client, target.confirmMs);
  const abort = (): void => link.end(new Error("it was closed while it was made"));
  signal.addEventListener("abort", abort);
  const timer = startTimer(() => link.end(new Error(`no answer in ${connectMs} ms`)), connectMs);
  try {
    const connecting = client.connect().then(() => undefined, toError);
    // A client that is destroyed while it connects goes on to connect, and keeps the socket.
    void Promise.all([connecting, link.lost]).then(() => client.destroy());
    const reason = await Promise.race([connecting, link.lost]);
    if (reason === undefined) return link;
    link.end(reason);
    const text = `no connection to ${printRedisServer(target)}: ${reason.message || reason.name}`;
    throw new Error(text, { cause: reason });
  } finally {
    stopTimer(timer);
    signal.removeEventListener("abort", abort);
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
